"""What other packages may ask of moves that wait for both places. Callers commit.

Callers lock the organisation first, so that a move and an answer cannot wait for each other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.organisations.audit_trail import record_about
from lms.organisations.moves.errors import MoveEnded, MoveNotFound, MovePending
from lms.organisations.moves.models import OrganisationMove

Ending = Literal["moved", "refused", "withdrawn", "overtaken"]


@dataclass(frozen=True, slots=True)
class MoveApprovals:
    """Who has agreed where the organisation stands, and where it goes; None: nobody so far."""

    given_by: UUID | None
    taken_by: UUID | None

    @property
    def is_whole(self) -> bool:
        return self.given_by is not None and self.taken_by is not None


def request_move(
    session: Session,
    organisation_id: UUID,
    *,
    from_id: UUID | None,
    to_id: UUID | None,
    asked_by: UUID,
    agreed: MoveApprovals,
    now: datetime,
) -> UUID:
    """Raises MoveStands where another one waits."""
    move = OrganisationMove(
        id=new_id(),
        organisation_id=organisation_id,
        from_id=from_id,
        to_id=to_id,
        asked_by=asked_by,
        asked_at=now,
        given_by=agreed.given_by,
        taken_by=agreed.taken_by,
        state="open",
    )
    try:
        with session.begin_nested():
            session.add(move)
    except IntegrityError:
        raise MovePending() from None
    _audit(session, "organisation.move-asked", move, asked_by, now)
    return move.id


def record_approvals(
    session: Session, move_id: UUID, *, agreed: MoveApprovals, agreed_by: UUID, now: datetime
) -> None:
    """Raises MoveNotFound or MoveEnded."""
    move = _lock_open_move(session, move_id)
    move.given_by, move.taken_by = agreed.given_by, agreed.taken_by
    _audit(session, "organisation.move-agreed", move, agreed_by, now)


def end_move(
    session: Session, move_id: UUID, *, as_: Ending, ended_by: UUID, now: datetime
) -> None:
    """Raises MoveNotFound or MoveEnded."""
    move = _lock_open_move(session, move_id)
    move.state, move.ended_by, move.ended_at = as_, ended_by, now
    if as_ != "moved":  # the move itself has a line of its own
        _audit(session, f"organisation.move-{as_}", move, ended_by, now)


def supersede_open_move(
    session: Session, organisation_id: UUID, *, ended_by: UUID, now: datetime
) -> None:
    """The organisation moves at once: what waits has been overtaken."""
    mine = OrganisationMove.organisation_id == organisation_id, OrganisationMove.state == "open"
    waiting = session.scalar(select(OrganisationMove.id).where(*mine))
    if waiting is not None:
        end_move(session, waiting, as_="overtaken", ended_by=ended_by, now=now)


def erase_approvals_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """For a person who is being erased: what they asked for is over, and so is what they agreed."""
    waiting = update(OrganisationMove).where(OrganisationMove.state == "open")
    asked = waiting.where(OrganisationMove.asked_by == person_id)
    session.execute(asked.values(state="withdrawn", ended_at=now))
    for column in (OrganisationMove.given_by, OrganisationMove.taken_by):
        session.execute(waiting.where(column == person_id).values({column: None}))


def transfer_moves(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Two accounts of one person become one: what waits is the kept account's."""
    waiting = update(OrganisationMove).where(OrganisationMove.state == "open")
    for column in (
        OrganisationMove.asked_by,
        OrganisationMove.given_by,
        OrganisationMove.taken_by,
    ):
        session.execute(waiting.where(column == from_id).values({column: to_id}))


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
    """In the trail of the organisation that moves."""
    places = {"from": move.from_id, "to": move.to_id}
    details = {name: str(place) if place else None for name, place in places.items()}
    details["move_id"] = str(move.id)
    record_about(session, action, move.organisation_id, actor_id=actor_id, now=now, details=details)
