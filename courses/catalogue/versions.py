"""Read models of course versions and sign-offs for administrators."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import Course, CourseVersion, SignOff
from courses.catalogue.queries import (
    Opening,
    has_active_opening,
    has_local_trial,
    has_opening,
    opening_for_new_learners,
)
from courses.enrolment.models import Enrolment


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version in the list of all versions.

    `has_pilot` is false for a local trial. `is_replaced` is true once a newer version is open,
    which new learners join instead.
    """

    version_id: UUID
    code: str
    title: str
    number: int
    label: str
    opening: Opening
    has_pilot: bool
    has_ended_pilot: bool
    has_learners: bool
    has_trial: bool
    is_replaced: bool = False


def course_versions(
    session: Session, *, language: str, is_loopback: bool
) -> tuple[VersionEntry, ...]:
    """All versions by course, newest first, without replaced versions that have no learners."""
    title = CourseVersion.title_en if language == "en" else CourseVersion.title_id
    has_learners = exists().where(Enrolment.course_version_id == CourseVersion.id)
    rows = session.execute(
        select(
            CourseVersion.id,
            Course.code,
            title.label("title"),
            CourseVersion.number,
            CourseVersion.label,
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback).label("is_opened"),
            has_active_opening(is_loopback=is_loopback).label("is_active"),
            has_opening(is_loopback=False).label("had_pilot"),
            has_active_opening(is_loopback=False).label("has_pilot"),
            has_learners.correlate(CourseVersion).label("has_learners"),
            has_local_trial(is_loopback=is_loopback).label("has_trial"),
        )
        .join(Course, Course.id == CourseVersion.course_id)
        .order_by(Course.code, CourseVersion.number.desc())
    )
    return _without_superseded([_entry(row) for row in rows])


@dataclass(frozen=True, slots=True)
class SignedOff:
    """An expert's approval of a version."""

    reviewer: str
    role: str
    signed_on: date
    recorded_at: datetime


def sign_offs(session: Session, version_id: UUID) -> tuple[SignedOff, ...]:
    """All sign-offs of a version in the order of signing."""
    rows = session.execute(
        select(SignOff.reviewer, SignOff.role, SignOff.signed_on, SignOff.recorded_at)
        .where(SignOff.course_version_id == version_id)
        .order_by(SignOff.signed_on, SignOff.recorded_at, SignOff.id)
    )
    return tuple(SignedOff(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class CourseIds:
    """A course by its code, with all its versions, the newest first."""

    id: UUID
    code: str
    title: str
    version_ids: tuple[UUID, ...]


def course_ids(session: Session, code: str, *, language: str) -> CourseIds:
    """Raises CourseNotFound."""
    title = CourseVersion.title_en if language == "en" else CourseVersion.title_id
    rows = session.execute(
        select(Course.id, Course.code, title.label("title"), CourseVersion.id.label("version_id"))
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(Course.code == code)
        .order_by(CourseVersion.number.desc())
    ).all()
    if not rows:
        raise CourseNotFound(course=code)
    first = rows[0]
    return CourseIds(first.id, first.code, first.title, tuple(row.version_id for row in rows))


@dataclass(frozen=True, slots=True)
class VersionName:
    """The code of a course, and title and label of one of its versions."""

    code: str
    title: str
    label: str


def version_name(session: Session, version_id: UUID, *, language: str) -> VersionName:
    """Raises CourseNotFound."""
    title = CourseVersion.title_en if language == "en" else CourseVersion.title_id
    row = session.execute(
        select(Course.code, title, CourseVersion.label)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise CourseNotFound(course=version_id)
    return VersionName(*row)


def version_labels(session: Session, version_ids: Collection[UUID]) -> dict[UUID, str]:
    """Labels of these versions, as their authors wrote them."""
    rows = session.execute(
        select(CourseVersion.id, CourseVersion.label).where(CourseVersion.id.in_(version_ids))
    )
    return {row[0]: row[1] for row in rows}


def _without_superseded(entries: list[VersionEntry]) -> tuple[VersionEntry, ...]:
    """Per course: the newest version, the one that new learners join, and those with learners."""
    remaining: list[VersionEntry] = []
    seen: set[str] = set()
    replaced: set[str] = set()  # courses with a newer open version
    for entry in entries:
        is_replaced = entry.code in replaced
        is_joined = entry.opening.is_open and not is_replaced
        if entry.code not in seen or is_joined or entry.has_learners:
            remaining.append(replace(entry, is_replaced=is_replaced))
        seen.add(entry.code)
        if entry.opening.is_open:
            replaced.add(entry.code)
    return tuple(remaining)


def _entry(row: Any) -> VersionEntry:
    return VersionEntry(
        row.id,
        row.code,
        row.title,
        row.number,
        row.label,
        opening_for_new_learners(row.review_state, bool(row.is_opened), bool(row.is_active)),
        bool(row.has_pilot),
        bool(row.had_pilot) and not row.has_pilot,
        bool(row.has_learners),
        bool(row.has_trial),
    )


def course_code(session: Session, course_id: UUID) -> str:
    """Raises NoResultFound where there is no such course."""
    return session.execute(select(Course.code).where(Course.id == course_id)).scalar_one()
