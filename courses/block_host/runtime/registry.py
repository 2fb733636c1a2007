"""Which block classes may run here: our own, and those by others that an administrator allows."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from courses.block_host.third_party.installed_blocks import (
    is_aside,
    is_installed,
    load_third_party_class,
)
from courses.block_host.third_party.limits import run_import_with_timeout


class BlockRegistry:
    """`own` maps a block type to "module:Class"; `allowed` names installed entry points."""

    def __init__(self, own: Mapping[str, str], allowed: tuple[str, ...] = ()) -> None:
        self._own = own
        self.allowed = frozenset(allowed)
        self._loaded: dict[str, Any] = {}
        self._wider: dict[str, bool] = {}

    def is_own(self, block_type: str) -> bool:
        return block_type in self._own

    def is_there(self, block_type: str) -> bool:
        """Whether a class of this type could be loaded; nothing is imported to find out."""
        return block_type in self._own or is_installed(block_type)

    def is_aside(self, name: str) -> bool:
        """Whether there is an aside of this name, to stand beside blocks."""
        return name not in self._own and is_aside(name)

    def block_class(self, block_type: str) -> Any:
        """The class of a type; imported when the first block of it is shown.

        Whether a block by others is allowed is for the host to ask. Raises BlockNotInstalled.
        """
        if block_type not in self._loaded:
            self._loaded[block_type] = self._load(block_type)
        return self._loaded[block_type]

    def load(self, block_type: str) -> None:
        """Import a class that was not needed yet, with more patience than a view has."""
        if block_type not in self._loaded:
            run_import_with_timeout(lambda: self.block_class(block_type))

    def has_wider_state(self, block_type: str) -> bool:
        """Whether blocks of a type keep fields beyond their unit: preferences, or shared ones.

        Taken for granted of blocks by others, whose class is not loaded for it.
        """
        if not self.is_own(block_type):
            return True
        if block_type not in self._wider:
            self._wider[block_type] = _has_wider_fields(self.block_class(block_type))
        return self._wider[block_type]

    def _load(self, block_type: str) -> Any:
        if block_type in self._own:
            module, _, name = self._own[block_type].partition(":")
            return getattr(import_module(module), name)
        return load_third_party_class(block_type)


def _has_wider_fields(block_class: Any) -> bool:
    from xblock.fields import BlockScope, Scope, UserScope

    scopes = [field.scope for field in block_class.fields.values()]
    return any(
        scope.user == UserScope.ALL
        or (scope.user == UserScope.ONE and scope.block in (BlockScope.TYPE, BlockScope.ALL))
        for scope in scopes
        if scope not in (Scope.children, Scope.parent)
    )
