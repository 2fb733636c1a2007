"""Read members and invitations of many people at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.kernel.sealing.sealing import open_keys
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import sealing_context
from lms.organisations.members.models import Membership

BATCH_SIZE: Final = 1_000  # values in one statement


@dataclass(frozen=True, slots=True)
class MemberUnit:
    """Unit and group of a member; empty if there is none."""

    person_id: UUID
    unit: str
    group_name: str


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """A person with an open invitation, with name and contact as the inviter wrote them."""

    person_id: UUID
    name: str
    contact: str


def list_member_units(
    session: Session, organisation_id: UUID, *, only: Collection[UUID] | None = None
) -> list[MemberUnit]:
    """Units of current members; `only` restricts them to these people."""
    columns = select(Membership.person_id, Membership.unit, Membership.group_name)
    mine = columns.where(Membership.organisation_id == organisation_id)
    query = mine.where(Membership.left_at.is_(None)).order_by(Membership.id)
    rows = _execute_in_batches(session, query, Membership.person_id, only)
    return [MemberUnit(row[0], row[1] or "", row[2] or "") for row in rows]


def list_invited_ids(
    session: Session, organisation_id: UUID, *, only: Collection[UUID] | None = None
) -> list[UUID]:
    """People with an open invitation who are not members; `only` restricts them."""
    is_member = exists().where(
        Membership.person_id == Invitation.person_id,
        Membership.organisation_id == organisation_id,
        Membership.left_at.is_(None),
    )
    query = select(Invitation.person_id).where(*_is_open(organisation_id), ~is_member)
    rows = _execute_in_batches(session, query.order_by(Invitation.id), Invitation.person_id, only)
    return [row[0] for row in rows]


def people_named_elsewhere(
    session: Session, person_ids: Collection[UUID], organisation_id: UUID
) -> set[UUID]:
    """People among these with rows that `remove_unjoined` does not delete."""
    is_open = Invitation.organisation_id == organisation_id, Invitation.used_at.is_(None)
    is_current = Membership.organisation_id == organisation_id, Membership.left_at.is_(None)
    invited = select(Invitation.person_id).where(~and_(*is_open))
    members = select(Membership.person_id).where(~and_(*is_current))
    invited_rows = _execute_in_batches(session, invited, Invitation.person_id, person_ids)
    member_rows = _execute_in_batches(session, members, Membership.person_id, person_ids)
    return {row[0] for row in (*invited_rows, *member_rows)}


def organisations_naming(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Organisations of which one of these was ever a member or invited."""
    members = select(Membership.organisation_id)
    invited = select(Invitation.organisation_id)
    member_rows = _execute_in_batches(session, members, Membership.person_id, person_ids)
    invited_rows = _execute_in_batches(session, invited, Invitation.person_id, person_ids)
    return {row[0] for row in (*invited_rows, *member_rows)}


def people_who_joined(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """People among these who have ever joined an organisation."""
    joined = select(Membership.person_id).where(Membership.joined_at.is_not(None))
    return {
        row[0] for row in _execute_in_batches(session, joined, Membership.person_id, person_ids)
    }


def iter_invited_people(
    session: Session, organisation_id: UUID, key_ids: Mapping[UUID, UUID]
) -> Iterator[InvitedPerson]:
    """Open invitations of these people; `key_ids` are their data keys, by person."""
    keys = open_keys(session, key_ids.values())
    query = select(Invitation.id, Invitation.person_id, Invitation.sealed)
    mine = query.where(*_is_open(organisation_id))
    for row in _execute_in_batches(session, mine, Invitation.person_id, list(key_ids)):
        key = keys.get(key_ids[row.person_id])
        if key is not None:
            name, contact = key.unseal_json(row.sealed, context=sealing_context(row.id))
            yield InvitedPerson(row.person_id, name, contact)


def _is_open(organisation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.organisation_id == organisation_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )


def _execute_in_batches(
    session: Session,
    query: Select[*tuple[Any, ...]],
    column: InstrumentedAttribute[UUID],
    only: Collection[UUID] | None,
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Rows of the query in which the column has one of these values; all rows without `only`."""
    if only is None:
        yield from session.execute(query)
        return
    values = list(only)
    for start in range(0, len(values), BATCH_SIZE):
        batch = values[start : start + BATCH_SIZE]
        yield from session.execute(query.where(column.in_(batch)))
