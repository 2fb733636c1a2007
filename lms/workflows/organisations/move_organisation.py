"""Move an organisation below another one, once the old and the new parent approve.

A person who may approve for both, an administrator or a coordinator above both, moves it at once.
Administrators approve for the top of the tree.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.queries import has_permission
from lms.organisations import service
from lms.organisations.errors import OrganisationAlreadyThere
from lms.organisations.moves import queries as moves
from lms.organisations.moves.errors import MoveNotFound
from lms.organisations.moves.queries import RequestedMove
from lms.organisations.moves.service import (
    MoveApprovals,
    end_move,
    record_approvals,
    request_move,
    supersede_open_move,
)
from lms.organisations.queries import ancestor_ids

APPROVE = "organisation.approve"
Answer = Literal["agreed", "refused"]


def move_or_request(
    session: Session,
    organisation_id: UUID,
    *,
    parent_id: UUID | None,
    requested_by: UUID,
    now: datetime,
) -> UUID | None:
    """Move an organisation, or request the move. Returns the id of the request, None if moved.

    The caller has checked that the person may edit the organisation. Their right to approve is
    checked after locking. Raises OrganisationAlreadyThere, OrganisationInItself,
    OrganisationNotApproved or MovePending.
    """
    current_parent_id = service.lock_for_move(session, organisation_id, parent_id)
    if current_parent_id == parent_id:
        raise OrganisationAlreadyThere()
    approvals = MoveApprovals(
        requested_by if may_approve_below(session, requested_by, current_parent_id) else None,
        requested_by if may_approve_below(session, requested_by, parent_id) else None,
    )
    if not approvals.is_complete:
        return request_move(
            session,
            organisation_id,
            from_id=current_parent_id,
            to_id=parent_id,
            requested_by=requested_by,
            approvals=approvals,
            now=now,
        )
    supersede_open_move(session, organisation_id, ended_by=requested_by, now=now)
    service.move_organisation(
        session, organisation_id, parent_id=parent_id, moved_by=requested_by, now=now
    )
    return None


def answer_move(
    session: Session, move_id: UUID, *, answer: Answer, answered_by: UUID, now: datetime
) -> bool:
    """Approve or refuse a move on the sides where the person may. True if the organisation moved.

    Earlier approvals count only while their people may still approve. Raises MoveNotFound, also if
    the person may approve on neither side, MoveEnded, or OrganisationInItself for a move that has
    become impossible; such a move can still be refused.
    """
    move = moves.get_move(session, move_id)
    new_parent_id = move.to_id if answer == "agreed" else None
    service.lock_for_move(session, move.organisation_id, new_parent_id)
    gives = may_approve_below(session, answered_by, move.from_id)
    takes = may_approve_below(session, answered_by, move.to_id)
    if not (gives or takes):
        raise MoveNotFound()
    if answer == "refused":
        end_move(session, move_id, ending="refused", ended_by=answered_by, now=now)
        return False
    earlier = current_approvals(session, moves.get_move(session, move_id))
    approvals = MoveApprovals(
        given_by=answered_by if gives else earlier.given_by,
        taken_by=answered_by if takes else earlier.taken_by,
    )
    record_approvals(session, move_id, approvals=approvals, approved_by=answered_by, now=now)
    if approvals.is_complete:
        end_move(session, move_id, ending="moved", ended_by=answered_by, now=now)
        service.move_organisation(
            session, move.organisation_id, parent_id=move.to_id, moved_by=answered_by, now=now
        )
    return approvals.is_complete


def withdraw_move(
    session: Session, move_id: UUID, *, organisation_id: UUID, withdrawn_by: UUID, now: datetime
) -> None:
    """Withdraw an open move. The caller has checked that the person may edit the organisation.

    Raises MoveNotFound, also for the move of another organisation, or MoveEnded.
    """
    move = moves.get_move(session, move_id)
    if move.organisation_id != organisation_id:
        raise MoveNotFound()
    service.lock_for_move(session, organisation_id, None)
    end_move(session, move_id, ending="withdrawn", ended_by=withdrawn_by, now=now)


def current_approvals(session: Session, move: RequestedMove) -> MoveApprovals:
    """The approvals of people who may still approve."""
    return MoveApprovals(
        _if_still_permitted(session, move.given_by, move.from_id),
        _if_still_permitted(session, move.taken_by, move.to_id),
    )


def may_approve_below(session: Session, person_id: UUID, parent_id: UUID | None) -> bool:
    """May the person approve moves to and from this parent? None is the top of the tree."""
    if parent_id is None:
        return has_permission(session, person_id, APPROVE)
    line = ancestor_ids(session, parent_id)
    return has_permission(session, person_id, APPROVE, "organisation", parent_id, line)


def _if_still_permitted(
    session: Session, person_id: UUID | None, parent_id: UUID | None
) -> UUID | None:
    return person_id if person_id and may_approve_below(session, person_id, parent_id) else None
