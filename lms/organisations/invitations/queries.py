"""Read invitations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lms.kernel.sealing.sealing import open_key, open_keys
from lms.kernel.tokens import hash_token
from lms.organisations.invitations.errors import (
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
)
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import sealing_context
from lms.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """A valid invitation."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    cohort_id: UUID | None
    person_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """An unused invitation, with name and contact as the inviter wrote them."""

    id: UUID
    person_id: UUID
    cohort_id: UUID | None
    name: str
    contact: str
    made_at: datetime
    expires_at: datetime

    def has_lapsed(self, now: datetime) -> bool:
        return self.expires_at <= now


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """An invitation with its state: used, revoked, or open until it expires."""

    id: UUID
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > now


def open_invitation(session: Session, token: str, *, now: datetime) -> OpenInvitation:
    """Raises InvitationNotFound, InvitationUsed or InvitationExpired."""
    row = session.execute(
        select(Invitation, Organisation.name, Organisation.state)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_hash == hash_token(token))
    ).one_or_none()
    if row is None or row.state != "approved":
        raise InvitationNotFound()
    invitation = row.Invitation
    if invitation.used_at is not None:
        raise InvitationUsed()
    if invitation.revoked_at is not None or invitation.expires_at <= now:
        raise InvitationExpired()
    return _opened(invitation, row.name)


def invitations_to(session: Session, person_id: UUID, *, now: datetime) -> list[OpenInvitation]:
    """Valid invitations of a person."""
    rows = session.execute(
        select(Invitation, Organisation.name)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(
            Invitation.person_id == person_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            Organisation.state == "approved",
        )
        .order_by(Invitation.id)
    )
    return [_opened(row.Invitation, row.name) for row in rows]


def invitations_from(
    session: Session, organisation_id: UUID, person_id: UUID
) -> list[SentInvitation]:
    """All invitations of an organisation to a person, newest first."""
    rows = session.execute(
        select(
            Invitation.id,
            Invitation.made_at,
            Invitation.expires_at,
            Invitation.used_at,
            Invitation.revoked_at,
        )
        .where(Invitation.organisation_id == organisation_id, Invitation.person_id == person_id)
        .order_by(Invitation.made_at.desc(), Invitation.id.desc())
    )
    return [SentInvitation(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class UnusedInvitation:
    """An invitation that was neither used nor revoked. It may have expired."""

    person_id: UUID
    cohort_id: UUID | None
    expires_at: datetime


def get_unused_invitation(
    session: Session, invitation_id: UUID, *, organisation_id: UUID
) -> UnusedInvitation:
    """Raises InvitationNotFound, also for one of another organisation."""
    mine = select(Invitation.person_id, Invitation.cohort_id, Invitation.expires_at).where(
        Invitation.id == invitation_id, *_pending(organisation_id)
    )
    row = session.execute(mine).one_or_none()
    if row is None:
        raise InvitationNotFound()
    return UnusedInvitation(*row)


def invited_name(session: Session, invitation_id: UUID, *, person_key_id: UUID) -> str:
    """The name that the inviter wrote, for the reader of the link."""
    row = session.get_one(Invitation, invitation_id)
    name, _contact = open_key(session, person_key_id).unseal_json(
        row.sealed, context=sealing_context(row.id)
    )
    return str(name)


def pending_people(session: Session, organisation_id: UUID) -> list[UUID]:
    """People with an unused invitation, in the order of the invitations."""
    return list(
        session.scalars(
            select(Invitation.person_id).where(*_pending(organisation_id)).order_by(Invitation.id)
        )
    )


def usable_invitation_ids(
    session: Session, organisation_id: UUID, *, now: datetime
) -> dict[UUID, UUID]:
    """Ids of valid invitations, by person."""
    mine = *_pending(organisation_id), Invitation.expires_at > now
    rows = session.execute(select(Invitation.person_id, Invitation.id).where(*mine))
    return {row[0]: row[1] for row in rows}


def pending_invitations(
    session: Session, organisation_id: UUID, *, key_ids: dict[UUID, UUID]
) -> list[PendingInvitation]:
    """Unused invitations with name and contact. `key_ids` are the data keys of the people."""
    keys = open_keys(session, key_ids.values())
    rows = session.scalars(
        select(Invitation).where(*_pending(organisation_id)).order_by(Invitation.id)
    )
    invitations = []
    for row in rows:
        key = keys.get(key_ids.get(row.person_id, row.person_id))
        if key is None:
            continue  # erased meanwhile
        name, contact = key.unseal_json(row.sealed, context=sealing_context(row.id))
        invitations.append(
            PendingInvitation(
                row.id,
                row.person_id,
                row.cohort_id,
                name,
                contact,
                row.made_at,
                row.expires_at,
            )
        )
    return invitations


def _opened(row: Invitation, organisation_name: str) -> OpenInvitation:
    return OpenInvitation(
        row.id,
        row.organisation_id,
        organisation_name,
        row.cohort_id,
        row.person_id,
        row.expires_at,
    )


def _pending(organisation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.organisation_id == organisation_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
