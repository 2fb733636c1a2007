"""An organisation moves below another one, once both places agree: the one that gives it, and the
one that takes it.

Whoever may approve at both moves it at once: an administrator, or a coordinator above both. For
the top of the tree administrators answer.
"""

from dataclasses import replace
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
    asked_by: UUID,
    now: datetime,
) -> UUID | None:
    """With all that stands below it. Gives the id of what waits, or None where it has moved.

    Whether they may is asked behind the locks of the move. The door has asked whether they may
    edit the organisation. Raises OrganisationThere, OrganisationInItself, OrganisationNotApproved
    or MoveStands.
    """
    stands_at = service.lock_for_move(session, organisation_id, parent_id)
    if stands_at == parent_id:
        raise OrganisationAlreadyThere()
    agreed = MoveApprovals(
        asked_by if may_approve_below(session, asked_by, stands_at) else None,
        asked_by if may_approve_below(session, asked_by, parent_id) else None,
    )
    if not agreed.is_whole:
        return request_move(
            session,
            organisation_id,
            from_id=stands_at,
            to_id=parent_id,
            asked_by=asked_by,
            agreed=agreed,
            now=now,
        )
    supersede_open_move(session, organisation_id, ended_by=asked_by, now=now)
    service.move_organisation(
        session, organisation_id, parent_id=parent_id, moved_by=asked_by, now=now
    )
    return None


def answer_move(
    session: Session, move_id: UUID, *, answer: Answer, answered_by: UUID, now: datetime
) -> bool:
    """For the sides of a move where they may approve. Whether it has moved: both have agreed now.

    What somebody agreed to counts only while they may still approve there. Raises MoveNotFound,
    also for whoever may approve on neither side, or MoveEnded; and OrganisationInItself for a move
    that has become impossible, which can still be refused.
    """
    asked = moves.get_move(session, move_id)
    goes_to = asked.to_id if answer == "agreed" else None
    service.lock_for_move(session, asked.organisation_id, goes_to)
    gives = may_approve_below(session, answered_by, asked.from_id)
    takes = may_approve_below(session, answered_by, asked.to_id)
    if not (gives or takes):
        raise MoveNotFound()
    if answer == "refused":
        end_move(session, move_id, as_="refused", ended_by=answered_by, now=now)
        return False
    agreed = current_approvals(session, moves.get_move(session, move_id))
    agreed = replace(
        agreed,
        given_by=answered_by if gives else agreed.given_by,
        taken_by=answered_by if takes else agreed.taken_by,
    )
    record_approvals(session, move_id, agreed=agreed, agreed_by=answered_by, now=now)
    if agreed.is_whole:
        end_move(session, move_id, as_="moved", ended_by=answered_by, now=now)
        service.move_organisation(
            session, asked.organisation_id, parent_id=asked.to_id, moved_by=answered_by, now=now
        )
    return agreed.is_whole


def withdraw_move(
    session: Session, move_id: UUID, *, organisation_id: UUID, withdrawn_by: UUID, now: datetime
) -> None:
    """By whoever may edit the organisation, which the door has asked. Raises MoveNotFound for
    another organisation's move, or MoveEnded."""
    asked = moves.get_move(session, move_id)
    if asked.organisation_id != organisation_id:
        raise MoveNotFound()
    service.lock_for_move(session, organisation_id, None)
    end_move(session, move_id, as_="withdrawn", ended_by=withdrawn_by, now=now)


def current_approvals(session: Session, asked: RequestedMove) -> MoveApprovals:
    """Who has agreed and may still approve on their side."""
    return MoveApprovals(
        _if_still_permitted(session, asked.given_by, asked.from_id),
        _if_still_permitted(session, asked.taken_by, asked.to_id),
    )


def may_approve_below(session: Session, person_id: UUID, place: UUID | None) -> bool:
    """Below this organisation; None is the top of the tree."""
    if place is None:
        return has_permission(session, person_id, APPROVE)
    line = ancestor_ids(session, place)
    return has_permission(session, person_id, APPROVE, "organisation", place, line)


def _if_still_permitted(
    session: Session, person_id: UUID | None, place: UUID | None
) -> UUID | None:
    return person_id if person_id and may_approve_below(session, person_id, place) else None
