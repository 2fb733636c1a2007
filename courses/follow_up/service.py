"""Keeps invitations to follow-ups. Callers commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.conflict_free import insert_if_absent
from courses.follow_up.models import FollowUpInvitation
from courses.follow_up.window import Window
from lms.kernel.clock import new_id


def invite(
    session: Session, enrolment_id: UUID, window: Window, *, is_notified: bool, now: datetime
) -> bool:
    """Once for each month: False where the invitation stands already."""
    return insert_if_absent(
        session,
        FollowUpInvitation,
        {
            "id": new_id(),
            "enrolment_id": enrolment_id,
            "months": window.months,
            "invited_at": now,
            "closes_at": window.closes_at,
            "is_told": is_notified,
        },
    )


def dismiss_invitation(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """No longer on the home page; the test itself stays open until its time is over."""
    session.execute(
        update(FollowUpInvitation)
        .where(
            FollowUpInvitation.enrolment_id == enrolment_id,
            FollowUpInvitation.put_away_at.is_(None),
        )
        .values(put_away_at=now)
    )
