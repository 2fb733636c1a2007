"""Make, use and revoke invitations. Callers commit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import open_key
from lms.kernel.tokens import derive_token, hash_token
from lms.organisations.audit_trail import record_about
from lms.organisations.invitations.errors import InvitationUsed
from lms.organisations.invitations.models import Invitation

LIFETIME: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Invitee:
    """The invited person, with name and contact as the inviter wrote them."""

    person_id: UUID
    key_id: UUID
    name: str
    contact: str


def make_invitation(
    session: Session,
    *,
    organisation_id: UUID,
    cohort_id: UUID | None,
    invited: Invitee,
    made_by: UUID | None,
    now: datetime,
) -> UUID:
    """Invite a person and return the id.

    Revokes an older invitation of the organisation to them.
    """
    _revoke(session, now, organisation_id=organisation_id, person_id=invited.person_id)
    invitation_id = new_id()
    key, written = open_key(session, invited.key_id), [invited.name, invited.contact]
    invitation = Invitation(
        id=invitation_id,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        person_id=invited.person_id,
        token_hash=hash_token(token_of(session, invitation_id)),
        sealed=key.seal_json(written, context=sealing_context(invitation_id)),
        made_by=made_by,
        made_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(invitation)
    _audit(session, "invitation.made", invitation, made_by, now)
    return invitation_id


def token_of(session: Session, invitation_id: UUID) -> str:
    """The token of the link. It is derived with the server's key, so that it can be shown again."""
    return derive_token(get_ports(session).server_key.derive(b"invitations"), invitation_id)


def use_invitation(session: Session, invitation_id: UUID, *, now: datetime) -> None:
    """Mark the invitation as used. Raises InvitationUsed if another request was faster."""
    spent = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(used_at=later_of(now, Invitation.made_at))
        .returning(Invitation.id)
    ).first()
    if spent is None:
        raise InvitationUsed()


def revoke_invitation(
    session: Session, *, organisation_id: UUID, person_id: UUID, revoked_by: UUID, now: datetime
) -> None:
    """Revoke the open invitation of the organisation to this person, if there is one."""
    if _revoke(session, now, organisation_id=organisation_id, person_id=person_id):
        record_about(
            session,
            "invitation.revoked",
            organisation_id,
            actor_id=revoked_by,
            now=now,
            details={"person_id": str(person_id)},
        )


def delete_invitations_of(session: Session, person_id: UUID) -> None:
    """Delete all invitations of a person who is being erased."""
    session.execute(delete(Invitation).where(Invitation.person_id == person_id))


def sealing_context(invitation_id: UUID) -> str:
    """The context that binds sealed name and contact to their invitation."""
    return f"invitation:{invitation_id}"


def _revoke(session: Session, now: datetime, *, organisation_id: UUID, person_id: UUID) -> bool:
    is_open = (
        Invitation.organisation_id == organisation_id,
        Invitation.person_id == person_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    revoked = update(Invitation).where(*is_open).values(revoked_at=now).returning(Invitation.id)
    return session.execute(revoked).first() is not None


def _audit(
    session: Session, action: str, invitation: Invitation, actor_id: UUID | None, now: datetime
) -> None:
    record_about(
        session,
        action,
        invitation.organisation_id,
        actor_id=actor_id,
        now=now,
        details={"person_id": str(invitation.person_id)},
    )
