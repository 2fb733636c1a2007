"""Erase a person from all rows of organisations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.organisations.claims.service import reject_open_claims_of
from lms.organisations.invitations.service import delete_invitations_of
from lms.organisations.members.service import erase_memberships
from lms.organisations.moves.service import erase_approvals_of
from lms.organisations.roster.service import erase_rows_about


def erase_traces(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Called before the person's key is destroyed."""
    erase_memberships(session, person_id, now=now)
    delete_invitations_of(session, person_id)
    erase_rows_about(session, person_id)
    reject_open_claims_of(session, person_id, now=now)
    erase_approvals_of(session, person_id, now=now)
