"""Decides whether learners may enter a version: reviewed, in a pilot, or in a local trial."""

from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import CourseVersion, PilotOpening, PilotTurn


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether learners may enter. A draft is open in a pilot, or in a trial on loopback.

    An ended pilot takes no new learners; those who have begun continue.
    """

    is_open: bool
    is_pilot: bool
    is_draft: bool
    has_ended: bool = False


def has_opening(*, is_loopback: bool) -> ColumnElement[bool]:
    """SQL condition on CourseVersion: it was opened by a pilot, or by a local trial on loopback."""
    return (
        exists()
        .where(PilotOpening.course_version_id == CourseVersion.id, _opens(is_loopback))
        .correlate(CourseVersion)
    )


def has_active_opening(*, is_loopback: bool) -> ColumnElement[bool]:
    """Like `has_opening`, without pilots that have ended."""
    turns = (
        select(func.count())
        .select_from(PilotTurn)
        .where(PilotTurn.pilot_opening_id == PilotOpening.id)
        .correlate(PilotOpening)
        .scalar_subquery()
    )
    return (
        exists()
        .where(
            PilotOpening.course_version_id == CourseVersion.id,
            _opens(is_loopback),
            turns % 2 == 0,  # odd turns end the pilot, even turns reopen it
        )
        .correlate(CourseVersion)
    )


def has_local_trial(*, is_loopback: bool) -> ColumnElement[bool]:
    """SQL condition: a local trial is open, on loopback only, independent of any pilot."""
    return (
        exists()
        .where(
            PilotOpening.course_version_id == CourseVersion.id,
            PilotOpening.kind == "local_trial",
            literal(is_loopback),
        )
        .correlate(CourseVersion)
    )


def _opens(is_loopback: bool) -> ColumnElement[bool]:
    """The kinds of opening that count. OR instead of IN, which is re-rendered at each run."""
    kinds = ("pilot", "local_trial") if is_loopback else ("pilot",)
    return or_(*(PilotOpening.kind == kind for kind in kinds))


def opening_from(review_state: str, is_opened: bool, is_active: bool = True) -> Opening:
    """The opening for learners who are enrolled in the version."""
    is_draft = review_state == "draft"
    return Opening(
        is_open=not is_draft or is_opened,
        is_pilot=is_draft and is_opened,
        is_draft=is_draft,
        has_ended=is_draft and is_opened and not is_active,
    )


def opening_for_new_learners(review_state: str, is_opened: bool, is_active: bool) -> Opening:
    """The opening for learners who are not enrolled yet."""
    opening = opening_from(review_state, is_opened, is_active)
    return replace(opening, is_open=opening.is_open and not opening.has_ended)


def opening(session: Session, version_id: UUID, *, is_loopback: bool) -> Opening:
    """The opening of a version for its learners. Raises CourseNotFound."""
    row = session.execute(_opening(is_loopback), {"version_id": version_id}).first()
    if row is None:
        raise CourseNotFound(course=str(version_id))
    return opening_from(row[0], bool(row[1]))


@cache
def _opening(is_loopback: bool) -> Executable:
    """Cached: each handler call of a block runs it."""
    is_opened = has_opening(is_loopback=is_loopback).label("is_opened")
    is_version = CourseVersion.id == bindparam("version_id")
    return select(CourseVersion.review_state, is_opened).where(is_version)


def is_open_to_new_learners(session: Session, version_id: UUID, *, is_loopback: bool) -> bool:
    """Whether a new learner may join the version now. Raises CourseNotFound."""
    row = session.execute(
        select(
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback),
            has_active_opening(is_loopback=is_loopback),
        ).where(CourseVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise CourseNotFound(course=str(version_id))
    return opening_for_new_learners(row[0], bool(row[1]), bool(row[2])).is_open
