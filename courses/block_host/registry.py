"""Which block classes may run here: our own, and third-party ones that an administrator allows."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from courses.block_host.errors import BlockNotInstalled


class BlockRegistry:
    """`own` maps a block type to "module:Class"; `allowed` names installed entry points."""

    def __init__(self, own: Mapping[str, str], allowed: tuple[str, ...] = ()) -> None:
        self._own = own
        self._allowed = allowed
        self._loaded: dict[str, Any] = {}
        self._wider: dict[str, bool] = {}

    def block_class(self, block_type: str) -> Any:
        """The class of a type; imported when the first block of it is shown."""
        if block_type not in self._loaded:
            self._loaded[block_type] = self._load(block_type)
        return self._loaded[block_type]

    def has_wider_state(self, block_type: str) -> bool:
        """Whether blocks of a type keep fields beyond their unit: preferences, or shared ones."""
        if block_type not in self._wider:
            self._wider[block_type] = _has_wider_fields(self.block_class(block_type))
        return self._wider[block_type]

    def _load(self, block_type: str) -> Any:
        if block_type in self._own:
            module, _, name = self._own[block_type].partition(":")
            return getattr(import_module(module), name)
        if block_type not in self._allowed:
            raise BlockNotInstalled(block=block_type)
        from xblock.core import XBlock
        from xblock.plugin import PluginMissingError

        try:
            return XBlock.load_class(block_type)
        except (PluginMissingError, ImportError) as error:
            raise BlockNotInstalled(block=block_type) from error


def _has_wider_fields(block_class: Any) -> bool:
    from xblock.fields import BlockScope, Scope, UserScope

    scopes = [field.scope for field in block_class.fields.values()]
    return any(
        scope.user == UserScope.ALL
        or (scope.user == UserScope.ONE and scope.block in (BlockScope.TYPE, BlockScope.ALL))
        for scope in scopes
        if scope not in (Scope.children, Scope.parent)
    )
