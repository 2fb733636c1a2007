"""Process-wide cache of rendered HTML that is the same for all learners: views, parts of views."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from courses.block_host.runtime.units import UnitPage

if TYPE_CHECKING:
    from xblock.core import XBlock

VIEW_CACHE_SERVICE = (
    "view_cache"  # for our own blocks only: third-party blocks might cache learner data
)
MAX_ENTRIES = 2_000
Value = TypeVar("Value")


class ViewCache:
    """Values by content hash and everything else that they depend on.

    It is cleared when full, at any time by another thread.
    """

    def __init__(self) -> None:
        self._values: dict[tuple[str, ...], object] = {}

    def get_or_create(self, key: tuple[str, ...], create: Callable[[], Value]) -> Value:
        value = self._values.get(key)
        if value is None:
            value = create()
            if len(self._values) >= MAX_ENTRIES:
                self._values.clear()
            self._values[key] = value
        return cast(Value, value)


class PartCache:
    """Service `view_cache` of a page: caches the parts of a view that all learners share."""

    def __init__(self, page: UnitPage, views: ViewCache) -> None:
        self._page = page
        self._views = views

    def part(self, block: "XBlock", language: str, name: str, create: Callable[[], Value]) -> Value:
        """The cached result of `create`, which may depend on content and language only."""
        unit = self._page.units[block.scope_ids.usage_id.unit_id]
        if not unit.content_hash:  # a draft, whose content changes
            return create()
        key = (unit.content_hash, unit.course_code, unit.key, unit.block_type, language, name)
        return self._views.get_or_create(key, create)
