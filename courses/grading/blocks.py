"""Blocks of a course version that may count towards a grade, with titles in one language."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from courses.block_host.runtime.units import PAGE_TEXTS
from courses.catalogue.content_models import Lesson, Scenario, Unit
from courses.grading.rules import SCENARIOS


class CourseBlock(NamedTuple):
    """A block of a lesson or scenario; `title` is empty if the course gives none."""

    unit_id: UUID
    key: str
    block_type: str
    title: str


@dataclass(frozen=True, slots=True)
class BlocksOfLesson:
    """A lesson with its blocks; `code` is `SCENARIOS` for all scenarios together."""

    code: str
    title: str
    module: str
    content_warning: int
    blocks: tuple[CourseBlock, ...]


def disambiguate_titles(names: Sequence[str]) -> tuple[str, ...]:
    """The names in order; repeated names get a number in brackets."""
    times, seen = Counter(names), Counter[str]()
    titles = []
    for name in names:
        seen[name] += 1
        titles.append(f"{name} ({seen[name]})" if times[name] > 1 else name)
    return tuple(titles)


def course_blocks(
    session: Session, version_id: UUID, *, language: str
) -> tuple[BlocksOfLesson, ...]:
    """All lessons in order with their blocks, then the scenarios."""
    own = "title_en" if language == "en" else "title_id"
    blocks: dict[str, list[CourseBlock]] = {}
    for row in session.execute(_units(version_id, own)):
        title = row.scenario_title or row.title or row.around or row.display_name or ""
        block = CourseBlock(row.id, row.key, row.block_type, str(title)[:200])
        blocks.setdefault(row.code or SCENARIOS, []).append(block)
    lessons = [
        BlocksOfLesson(row.code, row.title, row.code.partition("-")[0], row.content_warning, ())
        for row in session.execute(
            select(Lesson.code, getattr(Lesson, own).label("title"), Lesson.content_warning)
            .where(Lesson.course_version_id == version_id)
            .order_by(Lesson.position)
        )
    ]
    lessons.append(BlocksOfLesson(SCENARIOS, "", "", 0, ()))
    return tuple(
        BlocksOfLesson(
            lesson.code,
            lesson.title,
            lesson.module,
            lesson.content_warning,
            tuple(blocks.get(lesson.code, ())),
        )
        for lesson in lessons
    )


def _units(version_id: UUID, own: str) -> Executable:
    """All units except the action plan, which is in no lesson and no scenario."""
    return (
        select(
            Unit.id,
            Unit.key,
            Unit.block_type,
            Unit.content[own].as_string().label("title"),
            Unit.content[(PAGE_TEXTS, own)].as_string().label("around"),
            Unit.content["display_name"].as_string().label("display_name"),
            Lesson.code,
            getattr(Scenario, own).label("scenario_title"),
        )
        .outerjoin(Lesson, Lesson.id == Unit.lesson_id)
        .outerjoin(Scenario, Scenario.id == Unit.scenario_id)
        .where(
            Unit.course_version_id == version_id,
            Unit.lesson_id.is_not(None) | Unit.scenario_id.is_not(None),
        )
        .order_by(Lesson.position, Scenario.position, Unit.position)
    )
