"""What was rendered in this process and depends on no learner: whole views, and parts of views."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from courses.block_host.runtime.units import UnitPage

if TYPE_CHECKING:
    from xblock.core import XBlock

SERVICE = "kept_parts"  # of our own blocks alone: others might keep what is a learner's
MAX_KEPT = 2_000
Made = TypeVar("Made")


class KeptViews:
    """By content, and by all else that a view depends on. Another thread may empty it any time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], Any] = {}

    def get_or_make(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        kept = self._kept.get(key)
        if kept is None:
            kept = make()
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = kept
        return cast(Made, kept)


class KeptParts:
    """The service `kept_parts` of a page: what a block says to every learner is made once."""

    def __init__(self, page: UnitPage, views: KeptViews) -> None:
        self._page = page
        self._views = views

    def part(self, block: "XBlock", language: str, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives; it may ask only for the content of the block, in this language."""
        unit = self._page.units[block.scope_ids.usage_id.unit_id]
        if not unit.content_hash:  # a draft, which is still being written
            return make()
        place = (unit.content_hash, unit.course_code, unit.key, unit.block_type)
        return self._views.get_or_make((*place, language, name), make)
