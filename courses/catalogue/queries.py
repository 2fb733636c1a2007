"""Read models of courses: summaries, outline, completion rules, certificate terms."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courses.catalogue import content_models as parts
from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.openings import (
    Opening,
    has_active_opening,
    has_local_trial,
    has_opening,
    is_open_to_new_learners,
    opening,
    opening_for_new_learners,
    opening_from,
)

__all__ = [
    "AchievementTerms",
    "Alignment",
    "CompletionRules",
    "CourseSummary",
    "LessonEntry",
    "ModuleEntry",
    "Opening",
    "achievement_terms",
    "completion_rules",
    "course_outline",
    "courses",
    "current_course",
    "has_active_opening",
    "has_local_trial",
    "has_opening",
    "is_open_to_new_learners",
    "opening",
    "opening_for_new_learners",
    "opening_from",
    "version_of_content",
    "versions_beside",
]


@dataclass(frozen=True, slots=True)
class CompletionRules:
    """What a learner must do to complete a version. Scores are in per cent.

    `label` is the version as its authors name it; nobody can join before `imported_at`.
    """

    code: str
    title_id: str
    title_en: str
    post_test_min: int
    scenarios_required: int
    scenario_min_percent: int
    plan_required: bool
    hours: int
    valid_years: int
    distinction_min: int | None
    label: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Alignment:
    """An entry of an external framework with which a course is aligned."""

    name_id: str
    name_en: str
    url: str
    framework: str
    code: str


@dataclass(frozen=True, slots=True)
class AchievementTerms:
    """Facts for the certificate. Criteria are empty if derived from the completion rules."""

    language: str
    criteria_id: str
    criteria_en: str
    alignments: tuple[Alignment, ...]


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """A course in the list of courses."""

    version_id: UUID
    code: str
    title: str
    summary: str
    hours: int
    as_of: date
    opening: Opening


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson in the outline, with a content warning from 0 to 2."""

    id: UUID
    code: str
    title: str
    minutes: int
    content_warning: int


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """A module in the outline; `number` is its position in the course, from 1."""

    code: str
    number: int
    day: int
    title: str
    lessons: tuple[LessonEntry, ...]


def version_of_content(session: Session, content_hash: str) -> UUID | None:
    """The id of a version imported from files with this hash, or None."""
    return session.scalar(
        select(CourseVersion.id).where(CourseVersion.content_hash == content_hash).limit(1)
    )


def versions_beside(session: Session, version_id: UUID) -> list[UUID]:
    """Ids of all versions of the same course, including this one."""
    course = select(CourseVersion.course_id).where(CourseVersion.id == version_id)
    mine = CourseVersion.course_id == course.scalar_subquery()
    return list(session.scalars(select(CourseVersion.id).where(mine)))


def completion_rules(session: Session, version_id: UUID) -> CompletionRules:
    """Raises CourseNotFound."""
    row = session.execute(
        select(
            Course.code,
            CourseVersion.title_id,
            CourseVersion.title_en,
            CourseVersion.post_test_min,
            CourseVersion.scenarios_required,
            CourseVersion.scenario_min_percent,
            CourseVersion.is_plan_required,
            CourseVersion.hours,
            CourseVersion.valid_years,
            CourseVersion.distinction_min,
            CourseVersion.label,
            CourseVersion.imported_at,
        )
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise CourseNotFound(course=str(version_id))
    columns: tuple[Any, ...] = tuple(row)
    return CompletionRules(*columns)


def core_scenarios(session: Session, version_id: UUID, *, language: str) -> tuple[str, ...]:
    """Titles of the scenarios of which one has to be passed, in order; empty if there are none."""
    title = parts.Scenario.title_en if language == "en" else parts.Scenario.title_id
    rows = session.scalars(
        select(title)
        .where(parts.Scenario.course_version_id == version_id, parts.Scenario.is_core)
        .order_by(parts.Scenario.code)
    )
    return tuple(rows)


def achievement_terms(session: Session, version_id: UUID) -> AchievementTerms:
    """Raises CourseNotFound."""
    row = session.execute(
        select(
            CourseVersion.language,
            CourseVersion.criteria_id,
            CourseVersion.criteria_en,
            CourseVersion.alignments,
        ).where(CourseVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise CourseNotFound(course=str(version_id))
    language, criteria_id, criteria_en, entries = row
    alignments = tuple(Alignment(**entry) for entry in entries or ())
    return AchievementTerms(language, criteria_id, criteria_en, alignments)


def courses(session: Session, *, language: str, is_loopback: bool) -> tuple[CourseSummary, ...]:
    """One version of each course: the newest that is open, or the newest draft if none is."""
    rows = session.execute(_summaries(language, is_loopback)).all()
    newest: dict[str, CourseSummary] = {}
    for row in rows:
        entry = _summary(row)
        known = newest.get(entry.code)
        if known is None or (entry.opening.is_open and not known.opening.is_open):
            newest[entry.code] = entry
    return tuple(newest.values())


def current_course(
    session: Session, code: str, *, language: str, is_loopback: bool
) -> CourseSummary:
    """The version that a new learner would join. Raises CourseNotFound."""
    rows = session.execute(_summaries(language, is_loopback).where(Course.code == code)).all()
    if not rows:
        raise CourseNotFound(course=code)
    entries = [_summary(row) for row in rows]
    return next((entry for entry in entries if entry.opening.is_open), entries[0])


def course_outline(session: Session, version_id: UUID, *, language: str) -> tuple[ModuleEntry, ...]:
    """All modules with their lessons, in order."""
    rows = session.execute(
        select(
            parts.CourseModule.code.label("module"),
            parts.CourseModule.position,
            parts.CourseModule.day,
            _text(parts.CourseModule, "title", language).label("module_title"),
            parts.Lesson.id,
            parts.Lesson.code,
            _text(parts.Lesson, "title", language).label("title"),
            parts.Lesson.minutes,
            parts.Lesson.content_warning,
        )
        .join(parts.CourseModule, parts.CourseModule.id == parts.Lesson.module_id)
        .where(parts.Lesson.course_version_id == version_id)
        .order_by(parts.Lesson.position)
    ).all()
    modules: dict[str, ModuleEntry] = {}
    for row in rows:
        lesson = LessonEntry(row.id, row.code, row.title, row.minutes, row.content_warning)
        before = modules[row.module].lessons if row.module in modules else ()
        modules[row.module] = ModuleEntry(
            row.module, row.position, row.day, row.module_title, (*before, lesson)
        )
    return tuple(modules.values())


def _summaries(language: str, is_loopback: bool) -> Select[Any]:
    return (
        select(
            CourseVersion.id,
            Course.code,
            _text(CourseVersion, "title", language).label("title"),
            _text(CourseVersion, "summary", language).label("summary"),
            CourseVersion.hours,
            CourseVersion.as_of,
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback).label("is_opened"),
            has_active_opening(is_loopback=is_loopback).label("is_active"),
        )
        .join(Course, Course.id == CourseVersion.course_id)
        .order_by(Course.code, CourseVersion.number.desc())
    )


def _summary(row: Any) -> CourseSummary:
    return CourseSummary(
        row.id,
        row.code,
        row.title,
        row.summary,
        row.hours,
        row.as_of,
        opening_for_new_learners(row.review_state, bool(row.is_opened), bool(row.is_active)),
    )


def _text(model: Any, stem: str, language: str) -> Any:
    """The column of a text in the reader's language."""
    return getattr(model, f"{stem}_{'en' if language == 'en' else 'id'}")
