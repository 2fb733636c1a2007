"""Read models of follow-up invitations."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session

from courses.enrolment.models import Enrolment, is_active
from courses.follow_up.models import FollowUpInvitation
from courses.follow_up.window import Window, window_now
from lms.kernel.database.recurring_ids import RecurringId


@dataclass(frozen=True, slots=True)
class DueFollowUp:
    """An enrolment with an open follow-up and no invitation to it yet."""

    enrolment_id: UUID
    person_id: UUID
    window: Window


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation; `is_put_away` is true once the learner has dismissed it."""

    months: int
    invited_at: datetime
    closes_at: datetime
    is_put_away: bool


def due_follow_ups(
    session: Session, months_of: Mapping[UUID, Sequence[int]], *, now: datetime
) -> list[DueFollowUp]:
    """Due follow-ups of active enrolments in course versions, in the order of completion.

    `months_of` maps version ids to the months after completion at which a follow-up opens.
    """
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.course_version_id,
            Enrolment.completed_at,
        )
        .where(
            Enrolment.completed_at.is_not(None),
            Enrolment.course_version_id.in_(months_of),
            is_active(),
        )
        .order_by(Enrolment.completed_at, Enrolment.id)
    ).all()
    invited = session.execute(select(FollowUpInvitation.enrolment_id, FollowUpInvitation.months))
    already_invited = {(enrolment_id, months) for enrolment_id, months in invited}
    due = []
    for enrolment_id, person_id, version_id, completed_at in rows:
        months = months_of[version_id] if completed_at else ()
        window = window_now(completed_at or now, months, now)
        if window is not None and (enrolment_id, window.months) not in already_invited:
            due.append(DueFollowUp(enrolment_id, person_id, window))
    return due


def list_invitations(
    session: Session, version_id: UUID, *, person_ids: Collection[UUID]
) -> Iterator[tuple[UUID, int, datetime]]:
    """Yield account, months and time of all invitations of these accounts in a course version."""
    rows = session.execute(
        select(
            type_coerce(Enrolment.person_id, RecurringId),
            FollowUpInvitation.months,
            FollowUpInvitation.invited_at,
        )
        .join(Enrolment, Enrolment.id == FollowUpInvitation.enrolment_id)
        .where(Enrolment.course_version_id == version_id, Enrolment.person_id.in_(person_ids))
        .order_by(FollowUpInvitation.invited_at, FollowUpInvitation.id)
    )
    yield from ((person_id, months, invited_at) for person_id, months, invited_at in rows)


def open_invitation(session: Session, enrolment_id: UUID, *, now: datetime) -> Invitation | None:
    """The newest open invitation of an enrolment, or None."""
    row = session.scalar(
        select(FollowUpInvitation)
        .where(
            FollowUpInvitation.enrolment_id == enrolment_id,
            FollowUpInvitation.invited_at <= now,
            FollowUpInvitation.closes_at > now,
        )
        .order_by(FollowUpInvitation.months.desc())
        .limit(1)
    )
    if row is None:
        return None
    return Invitation(row.months, row.invited_at, row.closes_at, row.put_away_at is not None)
