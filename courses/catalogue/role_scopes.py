"""Courses and cohorts as scopes of roles."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, CourseVersion
from courses.enrolment.models import Cohort, Enrolment, counts_in_cohort


@dataclass(frozen=True, slots=True)
class Scope:
    """A course or a cohort, with the name that tells it from the others of its kind."""

    kind: Literal["course", "cohort"]
    id: UUID
    name: str


def courses_as_scopes(session: Session, *, language: str) -> tuple[Scope, ...]:
    """Every course, by the title of its newest version."""
    title = CourseVersion.title_en if language == "en" else CourseVersion.title_id
    newest = (
        select(func.max(CourseVersion.number))
        .where(CourseVersion.course_id == Course.id)
        .correlate(Course)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Course.id, Course.code, title.label("title"))
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.number == newest)
        .order_by(Course.code)
    )
    return tuple(Scope("course", row.id, f"{row.code}, {row.title}") for row in rows)


def cohorts_as_scopes(session: Session) -> tuple[Scope, ...]:
    """Every cohort, the newest first."""
    rows = session.execute(
        select(Cohort.id, Cohort.name, Course.code, CourseVersion.number)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .order_by(Cohort.created_at.desc())
    )
    return tuple(Scope("cohort", row.id, f"{row.name} · {row.code} {row.number}") for row in rows)


def has_scope(session: Session, kind: str, scope_id: UUID) -> bool:
    """Is there such a course or cohort? No other kind is known here."""
    table = {"course": Course, "cohort": Cohort}.get(kind)
    return table is not None and session.get(table, scope_id) is not None


def scopes_of_learner(session: Session, person_id: UUID) -> tuple[tuple[str, UUID], ...]:
    """Kind and id of the cohorts and courses in which an enrolment of the person counts."""
    rows = session.execute(
        select(Enrolment.cohort_id, Enrolment.course_id).where(
            Enrolment.person_id == person_id, counts_in_cohort()
        )
    )
    return tuple(
        (kind, scope_id)
        for row in rows
        for kind, scope_id in (("cohort", row.cohort_id), ("course", row.course_id))
    )
