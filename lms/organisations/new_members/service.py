"""Writes many members down and asks many people in, and takes both back. Callers commit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from lms.kernel.audit import record_each
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports
from lms.kernel.sealing.secret_keys import SecretKey
from lms.kernel.tokens import derive_token, hash_token
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import LIFETIME, sealing_context
from lms.organisations.members.models import Membership


@dataclass(frozen=True, slots=True)
class UnitAssignment:
    """Where in an organisation somebody belongs; an empty text is no place."""

    person_id: UUID
    unit: str = ""
    group_name: str = ""


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is asked in, with their open key, and as the inviter wrote them."""

    person_id: UUID
    key: SecretKey
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What the invitations of one import have in common."""

    organisation_id: UUID
    cohort_id: UUID | None
    made_by: UUID | None
    now: datetime


def add_members(session: Session, places: Sequence[UnitAssignment], *, to: ImportContext) -> None:
    """People who belong nowhere in the organisation yet."""
    rows = [
        {
            "id": new_id(),
            "person_id": place.person_id,
            "organisation_id": to.organisation_id,
            "unit": place.unit or None,
            "group_name": place.group_name or None,
            "added_by": to.made_by,
            "added_at": to.now,
        }
        for place in places
    ]
    if rows:
        session.execute(insert(Membership), rows)
    _audit(session, "member.added", [place.person_id for place in places], to)


def assign_units(
    session: Session, places: Collection[UnitAssignment], *, to: ImportContext
) -> None:
    """Other units and groups of members."""
    for place in places:
        values = {"unit": place.unit or None, "group_name": place.group_name or None}
        session.execute(update(Membership).where(*_is_current(place.person_id, to)).values(values))
    _audit(session, "member.placed", [place.person_id for place in places], to)


def invite_people(
    session: Session, asked: Sequence[Invitee], *, to: ImportContext
) -> list[tuple[UUID, str]]:
    """Gives each invitation and the token of its link; older ones to the same people close."""
    _revoke_open(session, [one.person_id for one in asked], to)
    key = get_ports(session).server_key.derive(b"invitations")
    made = [(invitation_id, derive_token(key, invitation_id)) for invitation_id in _ids(asked)]
    rows = [
        _row(one, invitation_id, token, to)
        for one, (invitation_id, token) in zip(asked, made, strict=True)
    ]
    if rows:
        session.execute(insert(Invitation), rows)
    _audit(session, "invitation.made", [one.person_id for one in asked], to)
    return made


def remove_unjoined(session: Session, person_ids: Collection[UUID], organisation_id: UUID) -> None:
    """Memberships of people who have not joined, and invitations that were not used."""
    session.execute(
        delete(Invitation).where(
            Invitation.person_id.in_(person_ids),
            Invitation.organisation_id == organisation_id,
            Invitation.used_at.is_(None),
        )
    )
    session.execute(
        delete(Membership).where(
            Membership.person_id.in_(person_ids),
            Membership.organisation_id == organisation_id,
            Membership.joined_at.is_(None),
            Membership.left_at.is_(None),
        )
    )


def _revoke_open(session: Session, person_ids: Collection[UUID], to: ImportContext) -> None:
    """Somebody with another contact than the one they were asked in with looks like a stranger."""
    closed = update(Invitation).where(
        Invitation.person_id.in_(person_ids),
        Invitation.organisation_id == to.organisation_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    session.execute(closed.values(revoked_at=to.now))


def _is_current(person_id: UUID, to: ImportContext) -> tuple[Any, ...]:
    return (
        Membership.person_id == person_id,
        Membership.organisation_id == to.organisation_id,
        Membership.left_at.is_(None),
    )


def _ids(asked: Sequence[Invitee]) -> list[UUID]:
    return [new_id() for _ in asked]


def _row(one: Invitee, invitation_id: UUID, token: str, to: ImportContext) -> dict[str, Any]:
    context = sealing_context(invitation_id)
    return {
        "id": invitation_id,
        "organisation_id": to.organisation_id,
        "cohort_id": to.cohort_id,
        "person_id": one.person_id,
        "token_hash": hash_token(token),
        "sealed": one.key.seal_json([one.name, one.contact], context=context),
        "made_by": to.made_by,
        "made_at": to.now,
        "expires_at": to.now + LIFETIME,
    }


def _audit(session: Session, action: str, person_ids: Sequence[UUID], to: ImportContext) -> None:
    record_each(
        session,
        [{"person_id": str(person_id)} for person_id in person_ids],
        action=action,
        actor_id=to.made_by,
        subject_type="organisation",
        subject_id=to.organisation_id,
        now=to.now,
    )
