"""Attributes that third-party blocks expect on every block, as a mixin."""

from datetime import datetime
from typing import TYPE_CHECKING

from xblock.core import XBlock, XBlockMixin
from xblock.fields import Scope, String

from courses.block_host.runtime.usage_ids import CourseKey, UsageId

if TYPE_CHECKING:
    from collections.abc import Callable

    from xblock.runtime import Runtime

SERVICES = ("user", "i18n", "settings", "replace_urls", "completion", "cache", "sandbox", "fs")


class HostAttributes(XBlockMixin):  # type: ignore[misc]  # XBlock is untyped
    """Fields and properties of Open edX's XModule mixin that blocks read.

    There is no `weight`: its default None breaks scoring in blocks without a weight of their own.
    Services are declared here because some blocks call them without declaring them.
    """

    _services_requested = dict.fromkeys(SERVICES, "want")

    display_name = String(scope=Scope.settings, default="")
    due: datetime | None = None
    start: datetime | None = None
    graded = False
    visible_to_staff_only = False

    @property
    def location(self) -> UsageId:
        return self.usage_key

    @property
    def usage_key(self) -> UsageId:
        usage: UsageId = self.scope_ids.usage_id
        return usage

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
    def xmodule_runtime(self) -> "Runtime":
        return self.runtime

    def get_parent(self) -> XBlock | None:
        return self.runtime.get_block(self.parent) if self.parent else None

    def get_children(
        self, usage_id_filter: "Callable[[UsageId], bool] | None" = None
    ) -> list[XBlock]:
        children = self.children if self.has_children else []
        ids = [usage for usage in children if usage_id_filter is None or usage_id_filter(usage)]
        return [self.runtime.get_block(usage) for usage in ids]
