"""Stores and dismisses invitations to follow-ups. Callers commit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from courses.conflict_free import insert_if_absent
from courses.follow_up.models import FollowUpInvitation
from courses.follow_up.window import Window
from lms.kernel.clock import new_id


def invite(
    session: Session, enrolment_id: UUID, window: Window, *, is_notified: bool, now: datetime
) -> bool:
    """Store an invitation, once per window. Returns False if it exists already."""
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


def add_invitations(session: Session, invitations: Sequence[tuple[UUID, Window]]) -> None:
    """Add invitations of many enrolments at the opening of their windows, without a message."""
    rows = [
        {
            "id": new_id(),
            "enrolment_id": enrolment_id,
            "months": window.months,
            "invited_at": window.opens_at,
            "closes_at": window.closes_at,
            "is_told": False,
        }
        for enrolment_id, window in invitations
    ]
    if rows:
        session.execute(insert(FollowUpInvitation), rows)


def dismiss_invitation(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Hide the invitation on the home page; the test stays open until the window closes."""
    session.execute(
        update(FollowUpInvitation)
        .where(
            FollowUpInvitation.enrolment_id == enrolment_id,
            FollowUpInvitation.put_away_at.is_(None),
        )
        .values(put_away_at=now)
    )
