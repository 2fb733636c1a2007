"""Reads the outline of a version, its steps, and the edits of authors."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, cast, func, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule, Fact, Lesson, Unit
from courses.catalogue.errors import LessonNotFound
from courses.catalogue.models import CourseVersion
from courses.course_files.two_languages import Texts
from courses.enrolment.models import Enrolment, is_active
from courses.json_types import JsonMapping
from courses.step_edits.errors import StepNotFound
from courses.step_edits.merge import PROSE, StepAddress
from courses.step_edits.models import StepEdit
from courses.step_edits.texts import StepText

SAVED = "saved"


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """A step in the outline."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class OutlineLesson:
    """A lesson in the outline; `steps` is empty for a lesson on one page."""

    code: str
    title: str
    minutes: int
    steps: tuple[OutlineStep, ...]


@dataclass(frozen=True, slots=True)
class OutlineModule:
    """A module with its lessons."""

    code: str
    title: str
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True, slots=True)
class PublishedStep:
    """A step of a version with its text; `has_prose` says whether it has a text block."""

    lesson_id: UUID
    lesson: str
    lesson_title: Texts
    lesson_content: JsonMapping
    id: str
    kind: str
    text: StepText
    prose: JsonMapping  # content of the text block

    @property
    def has_prose(self) -> bool:
        return bool(self.prose)


@dataclass(frozen=True, slots=True)
class Edit:
    """A save, discard or publication of a step."""

    lesson: str
    step: str
    number: int
    kind: str
    version_id: UUID
    text: StepText
    stale: str
    saved_by: UUID
    saved_at: datetime

    @property
    def is_draft(self) -> bool:
        return self.kind == SAVED


@dataclass(frozen=True, slots=True)
class VersionLearners:
    """How many learners are under way in a version."""

    number: int
    label: str
    learners: int


def outline(session: Session, version_id: UUID, *, language: str) -> tuple[OutlineModule, ...]:
    """Modules, lessons and steps of a version in order."""
    title = "title_en" if language == "en" else "title_id"
    rows = session.execute(
        select(
            CourseModule.code.label("module"),
            getattr(CourseModule, title).label("module_title"),
            Lesson.code,
            getattr(Lesson, title).label("title"),
            Lesson.minutes,
            Lesson.content,
        )
        .join(Lesson, Lesson.module_id == CourseModule.id)
        .where(CourseModule.course_version_id == version_id)
        .order_by(Lesson.position)
    )
    modules: dict[tuple[str, str], list[OutlineLesson]] = {}
    for row in rows:
        steps = tuple(
            OutlineStep(step["id"], step["kind"], step[title])
            for step in row.content.get("steps", ())
        )
        lesson = OutlineLesson(row.code, row.title, row.minutes, steps)
        modules.setdefault((row.module, row.module_title), []).append(lesson)
    return tuple(
        OutlineModule(code, name, tuple(lessons)) for (code, name), lessons in modules.items()
    )


def published_step(session: Session, version_id: UUID, lesson: str, step: str) -> PublishedStep:
    """Raises LessonNotFound or StepNotFound."""
    row = session.execute(_steps_of(version_id, step).where(Lesson.code == lesson)).first()
    if row is None:
        raise LessonNotFound(lesson=lesson)
    found = _published(row, step)
    if found is None:
        raise StepNotFound(step=step)
    return found


def find_published(
    session: Session, version_id: UUID, address: StepAddress
) -> PublishedStep | None:
    """A step of a version; None if the version does not have it."""
    try:
        return published_step(session, version_id, *address)
    except (LessonNotFound, StepNotFound):
        return None


def _steps_of(version_id: UUID, step: str) -> Any:
    prose = and_(Unit.lesson_id == Lesson.id, Unit.key == step, Unit.block_type == PROSE)
    return (
        select(
            Lesson.id,
            Lesson.code,
            Lesson.title_id,
            Lesson.title_en,
            Lesson.content,
            cast(Unit.content, Text).label("prose"),
        )
        .outerjoin(Unit, prose)
        .where(Lesson.course_version_id == version_id)
    )


def _published(row: Any, step: str) -> PublishedStep | None:
    entry = next((e for e in row.content.get("steps", ()) if e["id"] == step), None)
    if entry is None:
        return None
    prose: JsonMapping = json.loads(row.prose) if row.prose else {}
    text = StepText(
        entry["title_id"],
        entry["title_en"],
        prose.get("markdown_id", ""),
        prose.get("markdown_en", ""),
    )
    titles = Texts(row.title_id, row.title_en)
    return PublishedStep(row.id, row.code, titles, row.content, step, entry["kind"], text, prose)


def step_history(
    session: Session, course_id: UUID, address: StepAddress, *, limit: int = 30
) -> tuple[Edit, ...]:
    """Edits of a step, newest first."""
    lesson, step = address
    rows = session.scalars(
        select(StepEdit)
        .where(
            StepEdit.course_id == course_id,
            StepEdit.lesson_code == lesson,
            StepEdit.step_code == step,
        )
        .order_by(StepEdit.number.desc())
        .limit(limit)
    )
    return tuple(map(_edit, rows))


def draft_edits(session: Session, course_id: UUID) -> tuple[Edit, ...]:
    """The newest edit of each step that is in the draft of a course, by lesson and step."""
    newest = (
        select(StepEdit.lesson_code, StepEdit.step_code, func.max(StepEdit.number).label("number"))
        .where(StepEdit.course_id == course_id)
        .group_by(StepEdit.lesson_code, StepEdit.step_code)
        .subquery()
    )
    rows = session.scalars(
        select(StepEdit)
        .join(
            newest,
            and_(
                StepEdit.lesson_code == newest.c.lesson_code,
                StepEdit.step_code == newest.c.step_code,
                StepEdit.number == newest.c.number,
            ),
        )
        .where(StepEdit.course_id == course_id, StepEdit.kind == SAVED)
        .order_by(StepEdit.lesson_code, StepEdit.step_code)
    )
    return tuple(map(_edit, rows))


def _edit(row: StepEdit) -> Edit:
    return Edit(
        row.lesson_code,
        row.step_code,
        row.number,
        row.kind,
        row.course_version_id,
        StepText(row.title_id, row.title_en, row.markdown_id, row.markdown_en),
        row.stale,
        row.saved_by,
        row.saved_at,
    )


def fact_codes(session: Session, version_id: UUID) -> frozenset[str]:
    """Codes of all facts of a version."""
    return frozenset(session.scalars(select(Fact.code).where(Fact.course_version_id == version_id)))


def learners_by_version(
    session: Session, version_ids: Collection[UUID]
) -> tuple[VersionLearners, ...]:
    """Versions with learners under way, newest first."""
    rows = session.execute(
        select(CourseVersion.number, CourseVersion.label, func.count(Enrolment.id))
        .join(Enrolment, Enrolment.course_version_id == CourseVersion.id)
        .where(CourseVersion.id.in_(version_ids), is_active())
        .group_by(CourseVersion.number, CourseVersion.label)
        .order_by(CourseVersion.number.desc())
    )
    return tuple(VersionLearners(*row) for row in rows)
