"""Request, approve and end moves. Callers commit.

Callers lock the organisation first, so that a move and an answer cannot deadlock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.organisations.audit_trail import record_about
from lms.organisations.moves.errors import MoveEnded, MoveNotFound, MovePending
from lms.organisations.moves.models import OrganisationMove

Ending = Literal["moved", "refused", "withdrawn", "overtaken"]


@dataclass(frozen=True, slots=True)
class MoveApprovals:
    """Who has approved the move for the old and the new parent; None if nobody has."""

    given_by: UUID | None
    taken_by: UUID | None

    @property
    def is_complete(self) -> bool:
        return self.given_by is not None and self.taken_by is not None


def request_move(
    session: Session,
    organisation_id: UUID,
    *,
    from_id: UUID | None,
    to_id: UUID | None,
    requested_by: UUID,
    approvals: MoveApprovals,
    now: datetime,
) -> UUID:
    """Store a requested move and return its id. Raises MovePending."""
    move = OrganisationMove(
        id=new_id(),
        organisation_id=organisation_id,
        from_id=from_id,
        to_id=to_id,
        asked_by=requested_by,
        asked_at=now,
        given_by=approvals.given_by,
        taken_by=approvals.taken_by,
        state="open",
    )
    try:
        with session.begin_nested():
            session.add(move)
    except IntegrityError:
        raise MovePending() from None
    _audit(session, "organisation.move-asked", move, requested_by, now)
    return move.id


def record_approvals(
    session: Session, move_id: UUID, *, approvals: MoveApprovals, approved_by: UUID, now: datetime
) -> None:
    """Store approvals of an open move. Raises MoveNotFound or MoveEnded."""
    move = _lock_open_move(session, move_id)
    move.given_by, move.taken_by = approvals.given_by, approvals.taken_by
    _audit(session, "organisation.move-agreed", move, approved_by, now)


def end_move(
    session: Session, move_id: UUID, *, ending: Ending, ended_by: UUID, now: datetime
) -> None:
    """End an open move with this state. Raises MoveNotFound or MoveEnded."""
    move = _lock_open_move(session, move_id)
    move.state, move.ended_by, move.ended_at = ending, ended_by, max(now, move.asked_at)
    if ending != "moved":  # a completed move has an audit event of its own
        _audit(session, f"organisation.move-{ending}", move, ended_by, now)


def supersede_open_move(
    session: Session, organisation_id: UUID, *, ended_by: UUID, now: datetime
) -> None:
    """End the open move of an organisation that moves in another way, if there is one."""
    mine = OrganisationMove.organisation_id == organisation_id, OrganisationMove.state == "open"
    waiting = session.scalar(select(OrganisationMove.id).where(*mine))
    if waiting is not None:
        end_move(session, waiting, ending="overtaken", ended_by=ended_by, now=now)


def erase_approvals_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Withdraw the open moves and approvals of a person who is being erased."""
    open_moves = update(OrganisationMove).where(OrganisationMove.state == "open")
    requested = open_moves.where(OrganisationMove.asked_by == person_id)
    ended_at = later_of(now, OrganisationMove.asked_at)
    session.execute(requested.values(state="withdrawn", ended_at=ended_at))
    for column in (OrganisationMove.given_by, OrganisationMove.taken_by):
        session.execute(open_moves.where(column == person_id).values({column: None}))


def transfer_moves(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Transfer open moves and approvals to the remaining account of a merge."""
    open_moves = update(OrganisationMove).where(OrganisationMove.state == "open")
    for column in (
        OrganisationMove.asked_by,
        OrganisationMove.given_by,
        OrganisationMove.taken_by,
    ):
        session.execute(open_moves.where(column == from_id).values({column: to_id}))


def _lock_open_move(session: Session, move_id: UUID) -> OrganisationMove:
    row = select(OrganisationMove).where(OrganisationMove.id == move_id)
    move = session.scalar(row.with_for_update().execution_options(populate_existing=True))
    if move is None:
        raise MoveNotFound()
    if move.state != "open":
        raise MoveEnded()
    return move


def _audit(
    session: Session, action: str, move: OrganisationMove, actor_id: UUID, now: datetime
) -> None:
    """Record the event for the organisation that moves."""
    details = {
        "from": str(move.from_id) if move.from_id else None,
        "to": str(move.to_id) if move.to_id else None,
        "move_id": str(move.id),
    }
    record_about(session, action, move.organisation_id, actor_id=actor_id, now=now, details=details)
