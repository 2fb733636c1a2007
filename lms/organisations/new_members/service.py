"""Add and invite many people at once, and undo both. Callers commit."""

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
    """Unit and group of a member; empty for none."""

    person_id: UUID
    unit: str = ""
    group_name: str = ""


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person to invite, with their open data key."""

    person_id: UUID
    key: SecretKey
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What all rows of one import have in common."""

    organisation_id: UUID
    cohort_id: UUID | None
    made_by: UUID | None
    now: datetime


def add_members(session: Session, units: Sequence[UnitAssignment], *, to: ImportContext) -> None:
    """Add people who are not members of the organisation yet."""
    rows = [
        {
            "id": new_id(),
            "person_id": unit.person_id,
            "organisation_id": to.organisation_id,
            "unit": unit.unit or None,
            "group_name": unit.group_name or None,
            "added_by": to.made_by,
            "added_at": to.now,
        }
        for unit in units
    ]
    if rows:
        session.execute(insert(Membership), rows)
    _audit(session, "member.added", [unit.person_id for unit in units], to)


def assign_units(session: Session, units: Collection[UnitAssignment], *, to: ImportContext) -> None:
    """Change units and groups of current members."""
    for unit in units:
        values = {"unit": unit.unit or None, "group_name": unit.group_name or None}
        session.execute(update(Membership).where(*_is_current(unit.person_id, to)).values(values))
    _audit(session, "member.placed", [unit.person_id for unit in units], to)


def invite_people(
    session: Session, invitees: Sequence[Invitee], *, to: ImportContext
) -> list[tuple[UUID, str]]:
    """Invite these people, and revoke their older invitations. Returns ids and tokens, in order."""
    _revoke_open(session, [invitee.person_id for invitee in invitees], to)
    key = get_ports(session).server_key.derive(b"invitations")
    ids = [new_id() for _ in invitees]
    made = [(invitation_id, derive_token(key, invitation_id)) for invitation_id in ids]
    rows = [
        _row(invitee, invitation_id, token, to)
        for invitee, (invitation_id, token) in zip(invitees, made, strict=True)
    ]
    if rows:
        session.execute(insert(Invitation), rows)
    _audit(session, "invitation.made", [invitee.person_id for invitee in invitees], to)
    return made


def remove_unjoined(session: Session, person_ids: Collection[UUID], organisation_id: UUID) -> None:
    """Delete memberships of people who have not joined, and unused invitations."""
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
    """Revoke open invitations, also those to another contact of the same person."""
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


def _row(invitee: Invitee, invitation_id: UUID, token: str, to: ImportContext) -> dict[str, object]:
    context = sealing_context(invitation_id)
    return {
        "id": invitation_id,
        "organisation_id": to.organisation_id,
        "cohort_id": to.cohort_id,
        "person_id": invitee.person_id,
        "token_hash": hash_token(token),
        "sealed": invitee.key.seal_json([invitee.name, invitee.contact], context=context),
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
