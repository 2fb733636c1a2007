"""What was rendered in this process and depends on no learner: whole views, and parts of views."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from courses.block_host.runtime.units import UnitPage

if TYPE_CHECKING:
    from xblock.core import XBlock

VIEW_CACHE_SERVICE = "view_cache"  # of our own blocks alone: others might keep what is a learner's
MAX_ENTRIES = 2_000
Value = TypeVar("Value")


class ViewCache:
    """By content, and by all else that a view depends on. Another thread may empty it any time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], Any] = {}

    def get_or_make(self, key: tuple[str, ...], make: Callable[[], Value]) -> Value:
        kept = self._kept.get(key)
        if kept is None:
            kept = make()
            if len(self._kept) >= MAX_ENTRIES:
                self._kept.clear()
            self._kept[key] = kept
        return cast(Value, kept)


class PartCache:
    """The service `view_cache` of a page: what a block says to every learner is made once."""

    def __init__(self, page: UnitPage, views: ViewCache) -> None:
        self._page = page
        self._views = views

    def part(self, block: "XBlock", language: str, name: str, make: Callable[[], Value]) -> Value:
        """What `make` gives; it may ask only for the content of the block, in this language."""
        unit = self._page.units[block.scope_ids.usage_id.unit_id]
        if not unit.content_hash:  # a draft, which is still being written
            return make()
        place = (unit.content_hash, unit.course_code, unit.key, unit.block_type)
        return self._views.get_or_make((*place, language, name), make)
