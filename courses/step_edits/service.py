"""Adds edits of steps. Callers commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.conflict_free import insert_if_absent
from courses.step_edits.errors import StepChanged
from courses.step_edits.merge import StepAddress
from courses.step_edits.models import StepEdit
from courses.step_edits.texts import StepText
from lms.kernel.clock import new_id


@dataclass(frozen=True, slots=True)
class NewEdit:
    """An edit to be added. `seen_number` is the last one that the author has seen, or 0."""

    address: StepAddress
    text: StepText
    kind: Literal["saved", "discarded", "published"]
    version_id: UUID
    seen_number: int
    stale: str = ""


def add_edit(
    session: Session, edit: NewEdit, *, course_id: UUID, saved_by: UUID, now: datetime
) -> None:
    """Add the next edit of a step. Raises StepChanged if there is one that was not seen."""
    lesson, step = edit.address
    newest = session.scalar(
        select(func.max(StepEdit.number)).where(
            StepEdit.course_id == course_id,
            StepEdit.lesson_code == lesson,
            StepEdit.step_code == step,
        )
    )
    row = {
        "id": new_id(),
        "course_id": course_id,
        "lesson_code": lesson,
        "step_code": step,
        "number": edit.seen_number + 1,
        "kind": edit.kind,
        "course_version_id": edit.version_id,
        "title_id": edit.text.title_id,
        "title_en": edit.text.title_en,
        "markdown_id": edit.text.markdown_id,
        "markdown_en": edit.text.markdown_en,
        "stale": edit.stale,
        "saved_by": saved_by,
        "saved_at": now,
    }
    # The unique key decides between two authors who save at the same time.
    if (newest or 0) != edit.seen_number or not insert_if_absent(session, StepEdit, row):
        raise StepChanged(lesson=lesson, step=step)
