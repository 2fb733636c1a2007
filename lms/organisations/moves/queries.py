"""Read requested moves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from lms.organisations.models import Organisation
from lms.organisations.moves.errors import MoveNotFound
from lms.organisations.moves.models import OrganisationMove
from lms.organisations.queries import ids_below


@dataclass(frozen=True, slots=True)
class RequestedMove:
    """A move with its approvals. A side without id and name is the top of the tree."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    from_id: UUID | None
    from_name: str | None
    to_id: UUID | None
    to_name: str | None
    asked_by: UUID
    asked_at: datetime
    given_by: UUID | None
    taken_by: UUID | None
    state: str
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def get_move(session: Session, move_id: UUID) -> RequestedMove:
    """Raises MoveNotFound."""
    row = session.execute(_moves().where(OrganisationMove.id == move_id)).one_or_none()
    if row is None:
        raise MoveNotFound()
    return RequestedMove(*row)


def latest_move(session: Session, organisation_id: UUID) -> RequestedMove | None:
    """The open move of an organisation, or the last one; None without any."""
    mine = _moves().where(OrganisationMove.organisation_id == organisation_id)
    newest = mine.order_by(OrganisationMove.asked_at.desc(), OrganisationMove.id.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return RequestedMove(*row) if row else None


def open_moves(session: Session, tops: Collection[UUID] | None) -> list[RequestedMove]:
    """Open moves from or to organisations below these, or all if `tops` is None; oldest first."""
    query = _moves().where(OrganisationMove.state == "open")
    if tops is not None:
        below = ids_below(tops)
        query = query.where(
            or_(OrganisationMove.from_id.in_(below), OrganisationMove.to_id.in_(below))
        )
    rows = session.execute(query.order_by(OrganisationMove.asked_at, OrganisationMove.id))
    return [RequestedMove(*row) for row in rows]


def _moves() -> Any:
    giver, taker, moved = aliased(Organisation), aliased(Organisation), aliased(Organisation)
    return (
        select(
            OrganisationMove.id,
            OrganisationMove.organisation_id,
            moved.name,
            OrganisationMove.from_id,
            giver.name.label("from_name"),
            OrganisationMove.to_id,
            taker.name.label("to_name"),
            OrganisationMove.asked_by,
            OrganisationMove.asked_at,
            OrganisationMove.given_by,
            OrganisationMove.taken_by,
            OrganisationMove.state,
            OrganisationMove.ended_at,
        )
        .join(moved, moved.id == OrganisationMove.organisation_id)
        .outerjoin(giver, giver.id == OrganisationMove.from_id)
        .outerjoin(taker, taker.id == OrganisationMove.to_id)
    )
