"""Requests of holders for a corrected name, decided by another person.

Request and answer are sealed with the holder's data key, so that erasure covers them.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from certificates.errors import (
    CertificateNotActive,
    CertificateNotFound,
    CorrectionDecided,
    CorrectionNotFound,
    CorrectionPending,
)
from certificates.holder_requests.models import NameCorrection
from certificates.log import transparency_log
from certificates.models import Certificate
from certificates.numbers import parse_number
from lms.kernel import audit
from lms.kernel.clock import new_id
from lms.kernel.merged_accounts import belongs_to
from lms.kernel.sealing.sealing import open_key

MAX_REASON_LENGTH = 500


def sealing_context(correction_id: object) -> str:
    """Return the context that binds sealed data to its request."""
    return f"name-correction:{correction_id}"


def request_correction(
    session: Session,
    number: str,
    *,
    person_id: UUID,
    person_key_id: UUID,
    name: str,
    reason: str,
    now: datetime,
) -> UUID:
    """Store a request. `name` is already normalised and printable.

    Raises CertificateNotFound, CertificateNotActive or CorrectionPending.
    """
    transparency_log.lock(session)
    certificate = session.scalar(
        select(Certificate).where(
            Certificate.number == (parse_number(number) or ""),
            belongs_to(Certificate.person_id, person_id),
        )
    )
    if certificate is None:
        raise CertificateNotFound()
    _require_active(certificate, now)
    if _open_row(session, certificate.id) is not None:
        raise CorrectionPending()
    correction = NameCorrection(
        id=new_id(),
        certificate_id=certificate.id,
        person_id=person_id,
        data_key_id=person_key_id,
        asked_at=now,
    )
    correction.sealed = open_key(session, person_key_id).seal_json(
        {"name": name, "reason": reason[:MAX_REASON_LENGTH]}, context=sealing_context(correction.id)
    )
    session.add(correction)
    _record(session, correction, "asked", person_id, now)
    return correction.id


def mark_approved(
    session: Session,
    correction_id: UUID,
    *,
    replacement_id: UUID,
    decided_by: UUID | None,
    now: datetime,
) -> None:
    """Mark a request as approved. Raises CorrectionNotFound or CorrectionDecided."""
    correction = get_open_correction(session, correction_id)
    correction.state, correction.replacement_id = "approved", replacement_id
    correction.decided_at, correction.decided_by = now, decided_by
    _record(session, correction, "approved", decided_by, now)


def decline_correction(
    session: Session, correction_id: UUID, *, answer: str, declined_by: UUID | None, now: datetime
) -> None:
    """Decline a request with an answer for the holder.

    Raises CorrectionNotFound or CorrectionDecided.
    """
    correction = get_open_correction(session, correction_id)
    key = open_key(session, correction.data_key_id)
    correction.sealed_answer = key.seal_json(
        answer[:MAX_REASON_LENGTH], context=f"answer:{sealing_context(correction.id)}"
    )
    correction.state = "declined"
    correction.decided_at, correction.decided_by = now, declined_by
    _record(session, correction, "declined", declined_by, now)


def get_open_correction(session: Session, correction_id: UUID) -> NameCorrection:
    """Return an open request and lock the log. Raises CorrectionNotFound or CorrectionDecided."""
    transparency_log.lock(session)
    # Read again under the lock: this session may hold a state from before it.
    correction = session.get(NameCorrection, correction_id, populate_existing=True)
    if correction is None:
        raise CorrectionNotFound()
    if correction.state != "open":
        raise CorrectionDecided()
    return correction


def require_open_correction(session: Session, correction_id: UUID) -> None:
    """Raise CorrectionDecided if another person decided first. Call before issuing."""
    get_open_correction(session, correction_id)


def reassign_corrections(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Move requests to the account that remains after a merge."""
    own_requests = update(NameCorrection).where(NameCorrection.person_id == from_id)
    session.execute(own_requests.values(person_id=to_id))


def close_correction(session: Session, certificate_id: UUID, *, now: datetime) -> None:
    """Decline the open request of a certificate without an answer."""
    correction = _open_row(session, certificate_id)
    if correction is not None:
        correction.state, correction.decided_at = "declined", now


def _open_row(session: Session, certificate_id: UUID) -> NameCorrection | None:
    return session.scalar(
        select(NameCorrection).where(
            NameCorrection.certificate_id == certificate_id, NameCorrection.state == "open"
        )
    )


def _require_active(certificate: Certificate, now: datetime) -> None:
    ends = (
        certificate.revoked_at,
        certificate.withdrawn_at,
        certificate.replaced_at,
        certificate.suspended_at,
    )
    if any(ends) or (certificate.valid_until is not None and certificate.valid_until <= now):
        raise CertificateNotActive()


def _record(
    session: Session,
    correction: NameCorrection,
    event: str,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        action=f"certificate.correction-{event}",
        actor_id=actor_id,
        subject_type="certificate",
        subject_id=correction.certificate_id,
        now=now,
        details={"correction": str(correction.id)},
    )
