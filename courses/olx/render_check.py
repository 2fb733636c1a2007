"""Renders one of our blocks in both languages before a course with it is imported.

Fields from an archive may have any value, with which the page would fail later.
"""

from typing import Final

from xblock.core import XBlock
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds
from xblock.runtime import MemoryIdManager, Runtime

from courses.olx.model import CourseUnit

LANGUAGES: Final = ("id", "en")


def find_render_error(unit: CourseUnit, block_class: type[XBlock]) -> str:
    """The error that rendering the block raises; empty if there is none."""
    for language in LANGUAGES:
        fields = DictFieldData({**unit.content, "default_language": language})
        ids = ScopeIds("nobody", unit.block_type, unit.key, unit.key)
        try:
            block: XBlock = block_class(_TrialRuntime(fields), scope_ids=ids)
            block.render("student_view", {})
        except Exception as error:  # blocks may raise anything for unexpected values
            return f"{type(error).__name__}: {error}"[:120]
    return ""


class _TrialRuntime(Runtime):  # type: ignore[misc]  # XBlock is untyped
    """A minimal runtime without services."""

    def __init__(self, fields: DictFieldData) -> None:
        ids = MemoryIdManager()
        super().__init__(id_reader=ids, id_generator=ids, services={"field-data": fields})

    def handler_url(self, block: XBlock, handler_name: str, *rest: object, **more: object) -> str:
        return ""

    def resource_url(self, resource: str) -> str:
        return ""

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return ""

    def publish(self, block: XBlock, event_type: str, event_data: object) -> None:
        """Ignore events."""

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        return []
