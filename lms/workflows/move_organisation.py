"""An organisation moves below another one, when whoever does it may approve at both places."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.queries import has_permission
from lms.organisations import service
from lms.organisations.errors import MoveNeedsBoth
from lms.organisations.queries import line_of

APPROVE = "organisation.approve"


def move_below(
    session: Session,
    organisation_id: UUID,
    *,
    parent_id: UUID | None,
    moved_by: UUID,
    now: datetime,
) -> None:
    """With all that stands below it. To the top, and from there, only administrators move.

    Whether they may is asked behind the locks of the move; a refusal takes the move back.
    Raises MoveNeedsBoth, OrganisationInItself or OrganisationNotApproved.
    """
    former_id = service.move_organisation(
        session, organisation_id, parent_id=parent_id, moved_by=moved_by, now=now
    )
    for place in (former_id, parent_id):
        if not _may_approve_below(session, moved_by, place):
            raise MoveNeedsBoth()


def _may_approve_below(session: Session, person_id: UUID, place: UUID | None) -> bool:
    if place is None:
        return has_permission(session, person_id, APPROVE)
    line = line_of(session, place)
    return has_permission(session, person_id, APPROVE, "organisation", place, line)
