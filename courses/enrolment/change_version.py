"""A learner begins a newer version of a course, or goes back to one left half-way."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.openings import (
    has_active_opening,
    has_opening,
    opening,
    opening_for_new_learners,
    opening_from,
)
from courses.enrolment.errors import EnrolmentNotFound, FinishInCohort, VersionNotOffered
from courses.enrolment.models import Cohort, Enrolment, is_active
from courses.enrolment.queries import enrolment_of
from courses.enrolment.service import begin_version
from lms.kernel.ports import get_ports

Way = Literal["free", "half-way", "in-cohort"]
FREE: Final[Way] = "free"
HALF_WAY: Final[Way] = "half-way"
IN_COHORT: Final[Way] = "in-cohort"


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """A version that a learner may begin; `changes` is empty if its files do not name any."""

    version_id: UUID
    label: str
    title: str
    changes: str
    hours: int
    as_of: date
    is_draft: bool


def has_newer_version() -> ColumnElement[bool]:
    """Condition on Enrolment and CourseVersion: a newer version was imported, open or not."""
    newer = aliased(CourseVersion)
    is_newer = newer.course_id == CourseVersion.course_id, newer.number > CourseVersion.number
    return exists().where(*is_newer).correlate(CourseVersion)


def has_earlier_version() -> ColumnElement[bool]:
    """Condition on Enrolment: the person has begun another version of the course before."""
    earlier = aliased(Enrolment)
    return (
        exists()
        .where(
            earlier.person_id == Enrolment.person_id,
            earlier.course_id == Enrolment.course_id,
            earlier.superseded_at.is_not(None),
            earlier.id != Enrolment.id,
        )
        .correlate(Enrolment)
    )


def newer_version(
    session: Session, version_id: UUID, *, language: str, is_loopback: bool
) -> NewerVersion | None:
    """The newest open version after this one, or None.

    One with the same label is a correction. It is offered only if this version is closed.
    """
    own = aliased(CourseVersion)
    rows = session.execute(
        select(
            CourseVersion.id,
            CourseVersion.label,
            _text("title", language).label("title"),
            _text("changes", language).label("changes"),
            CourseVersion.hours,
            CourseVersion.as_of,
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback).label("is_opened"),
            has_active_opening(is_loopback=is_loopback).label("is_active"),
            own.label.label("own_label"),
        )
        .join(own, own.course_id == CourseVersion.course_id)
        .where(own.id == version_id, CourseVersion.number > own.number)
        .order_by(CourseVersion.number.desc())
    )
    for row in rows:
        opened = opening_for_new_learners(
            row.review_state, bool(row.is_opened), bool(row.is_active)
        )
        if not opened.is_open:
            continue
        if row.label == row.own_label and _is_open(session, version_id, is_loopback=is_loopback):
            return None
        return NewerVersion(
            row.id, row.label, row.title, row.changes, row.hours, row.as_of, opened.is_draft
        )
    return None


def way_to_change(session: Session, enrolment_id: UUID, *, is_loopback: bool) -> Way:
    """How the learner of an active enrolment may begin another version.

    "free" once the version is completed or closed; "half-way" by an explicit choice; "in-cohort"
    only after finishing, since a cohort of an organisation follows its learners.
    Raises EnrolmentNotFound.
    """
    row = session.execute(
        select(
            Enrolment.completed_at,
            Cohort.organisation_id,
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback),
        )
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if row is None:
        raise EnrolmentNotFound()
    completed_at, organisation_id, review_state, is_opened = row
    if completed_at is not None or not opening_from(review_state, bool(is_opened)).is_open:
        return FREE
    return IN_COHORT if organisation_id is not None else HALF_WAY


def change_version(
    session: Session, *, person_id: UUID, course_code: str, version_id: UUID, now: datetime
) -> UUID:
    """Begin the newer version of a course, or go back to one, and return the enrolment's id.

    Idempotent. Raises EnrolmentNotFound if the person does not take the course, VersionNotOffered
    if this is neither the newer version nor one that they left half-way, and FinishInCohort.
    """
    is_loopback = get_ports(session).is_loopback
    current = enrolment_of(session, person_id, course_code)
    if current.course_version_id == version_id:
        return current.id
    if not _was_left(session, person_id, course_code, version_id, is_loopback=is_loopback):
        newer = newer_version(
            session, current.course_version_id, language="id", is_loopback=is_loopback
        )
        if newer is None or newer.version_id != version_id:
            raise VersionNotOffered()
    if way_to_change(session, current.id, is_loopback=is_loopback) == IN_COHORT:
        raise FinishInCohort()
    return begin_version(session, person_id=person_id, course_version_id=version_id, now=now)


def _was_left(
    session: Session, person_id: UUID, course_code: str, version_id: UUID, *, is_loopback: bool
) -> bool:
    """Whether the person has left this version half-way, and it is still open to its learners."""
    row = session.execute(
        select(CourseVersion.review_state, has_opening(is_loopback=is_loopback))
        .join(Enrolment, Enrolment.course_version_id == CourseVersion.id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            CourseVersion.id == version_id,
            Course.code == course_code,
            Enrolment.person_id == person_id,
            Enrolment.completed_at.is_(None),
            ~is_active(),
        )
    ).one_or_none()
    return row is not None and opening_from(row[0], bool(row[1])).is_open


def _is_open(session: Session, version_id: UUID, *, is_loopback: bool) -> bool:
    return opening(session, version_id, is_loopback=is_loopback).is_open


def _text(name: str, language: str) -> ColumnElement[str]:
    column: ColumnElement[str] = getattr(
        CourseVersion, f"{name}_{'en' if language == 'en' else 'id'}"
    )
    return column
