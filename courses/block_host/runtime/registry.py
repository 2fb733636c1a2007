"""Block classes that may run here: our own and permitted third-party ones."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from courses.block_host.third_party.installed_blocks import (
    is_aside,
    is_installed,
    load_third_party_class,
)
from courses.block_host.third_party.limits import run_import_with_timeout

if TYPE_CHECKING:
    from xblock.core import XBlock


class BlockRegistry:
    """Loads classes by block type.

    `own` maps a block type to "module:Class"; `allowed` names third-party entry points that the
    settings permit.
    """

    def __init__(self, own: Mapping[str, str], allowed: tuple[str, ...] = ()) -> None:
        self._own = own
        self.allowed = frozenset(allowed)
        self._loaded: dict[str, type[XBlock]] = {}
        self._wider: dict[str, bool] = {}

    def is_own(self, block_type: str) -> bool:
        return block_type in self._own

    def is_installed(self, block_type: str) -> bool:
        """Whether a block of this type is installed. Imports nothing."""
        return block_type in self._own or is_installed(block_type)

    def is_aside(self, name: str) -> bool:
        """Whether an aside of this name is installed."""
        return name not in self._own and is_aside(name)

    def block_class(self, block_type: str) -> "type[XBlock]":
        """The class of a type, imported at first use. Raises BlockNotInstalled.

        The host checks whether a third-party block is permitted.
        """
        if block_type not in self._loaded:
            self._loaded[block_type] = self._load(block_type)
        return self._loaded[block_type]

    def load(self, block_type: str) -> None:
        """Import a class within the time limit of imports, which is longer than that of views.

        Raises BlockTooSlow and whatever the import raises.
        """
        if block_type not in self._loaded:
            run_import_with_timeout(lambda: self.block_class(block_type))

    def has_wider_state(self, block_type: str) -> bool:
        """Whether a type has fields beyond unit and learner: preferences or shared fields.

        True for third-party blocks, so that their class need not be loaded.
        """
        if not self.is_own(block_type):
            return True
        if block_type not in self._wider:
            self._wider[block_type] = _has_wider_fields(self.block_class(block_type))
        return self._wider[block_type]

    def _load(self, block_type: str) -> "type[XBlock]":
        if block_type in self._own:
            module, _, name = self._own[block_type].partition(":")
            own_class: type[XBlock] = getattr(import_module(module), name)
            return own_class
        return load_third_party_class(block_type)


def _has_wider_fields(block_class: "type[XBlock]") -> bool:
    from xblock.fields import BlockScope, Scope, UserScope

    scopes = [field.scope for field in block_class.fields.values()]
    return any(
        scope.user == UserScope.ALL
        or (scope.user == UserScope.ONE and scope.block in (BlockScope.TYPE, BlockScope.ALL))
        for scope in scopes
        if scope not in (Scope.children, Scope.parent)
    )
