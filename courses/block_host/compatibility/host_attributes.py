"""What many blocks expect of each block beside its own fields. Mixed into blocks by others."""

from datetime import datetime
from typing import Any

from xblock.core import XBlockMixin
from xblock.fields import Scope, String

from courses.block_host.runtime.usage_ids import CourseKey

SERVICES = ("user", "i18n", "settings", "replace_urls", "completion", "cache", "sandbox", "fs")


class HostAttributes(XBlockMixin):  # type: ignore[misc]  # XBlock is untyped
    """No `weight`: its default None breaks the scores of blocks that have none of their own.

    Services are declared here too, since some blocks call them without having declared them.
    """

    _services_requested = dict.fromkeys(SERVICES, "want")

    display_name = String(scope=Scope.settings, default="")
    due: datetime | None = None
    start: datetime | None = None
    graded = False
    visible_to_staff_only = False

    @property
    def location(self) -> Any:
        return self.scope_ids.usage_id

    @property
    def usage_key(self) -> Any:
        return self.scope_ids.usage_id

    @property
    def course_id(self) -> CourseKey:
        return CourseKey(self.scope_ids.usage_id.course_code)

    @property
    def context_key(self) -> CourseKey:
        return self.course_id

    @property
    def category(self) -> str:
        return str(self.scope_ids.block_type)

    @property
    def url_name(self) -> str:
        return str(self.scope_ids.usage_id.key)

    @property
    def display_name_with_default(self) -> str:
        return str(self.display_name or self.category)

    @property
    def xmodule_runtime(self) -> Any:
        return self.runtime

    def get_parent(self) -> Any:
        return self.runtime.get_block(self.parent) if self.parent else None

    def get_children(self, usage_id_filter: Any = None) -> list[Any]:
        wanted = self.children if self.has_children else []
        ids = [usage for usage in wanted if usage_id_filter is None or usage_id_filter(usage)]
        return [self.runtime.get_block(usage) for usage in ids]
