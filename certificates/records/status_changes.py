"""Status changes: revoke, suspend, restore, supersede, renew.

Each change adds an entry to the transparency log and the audit trail and requests a new signature
of the status list. Reasons are codes and never public.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.errors import (
    CertificateNotActive,
    CertificateNotFound,
    RenewalTooEarly,
    UnknownRevocationReason,
)
from certificates.holder_requests.models import Refresher
from certificates.issue_data import (
    REVOCATION_REASONS,
    SUSPENSION_REASONS,
    Achievement,
    Holder,
    Recipient,
    parse_achievement_details,
)
from certificates.log import transparency_log
from certificates.models import Certificate
from certificates.numbers import parse_number
from certificates.records.corrections import close_correction
from certificates.records.issuing import add_certificate, add_years
from certificates.records.published_events import publish_revoked
from certificates.status_lists.stored_lists import request_list_signing
from lms.kernel import audit

RENEWAL_PERIOD = timedelta(days=90)  # before the end of validity


def revoke(
    session: Session, number: str, *, reason: str, revoked_by: UUID | None, now: datetime
) -> None:
    """Revoke for good. Raises UnknownRevocationReason or CertificateNotFound."""
    _require_known(reason, REVOCATION_REASONS)
    certificate = _locked(session, number)
    if certificate.revoked_at is not None:
        return
    certificate.revoked_at, certificate.revocation_reason = now, reason
    _record(session, certificate, "revoked", revoked_by, now, reason=reason)
    publish_revoked(session, certificate, now=now)


def suspend(
    session: Session, number: str, *, reason: str, suspended_by: UUID | None, now: datetime
) -> None:
    """Suspend until restored or revoked.

    Raises UnknownRevocationReason, CertificateNotFound or CertificateNotActive.
    """
    _require_known(reason, SUSPENSION_REASONS)
    certificate = _locked(session, number)
    _require_current(certificate)
    if certificate.suspended_at is not None:
        return
    certificate.suspended_at, certificate.suspension_reason = now, reason
    _record(session, certificate, "suspended", suspended_by, now, reason=reason)


def restore(session: Session, number: str, *, restored_by: UUID | None, now: datetime) -> None:
    """End a suspension. Raises CertificateNotFound or CertificateNotActive."""
    certificate = _locked(session, number)
    _require_current(certificate)
    if certificate.suspended_at is None:
        return
    certificate.suspended_at = certificate.suspension_reason = None
    _record(session, certificate, "restored", restored_by, now)


def supersede(
    session: Session,
    certificate_id: UUID,
    *,
    holder: Holder,
    person_key_id: UUID,
    superseded_by: UUID | None,
    now: datetime,
    person_id: UUID | None = None,
) -> UUID:
    """Issue the certificate again with a corrected name; return the id of the new one.

    Number, code and date of issue are new; the end of validity stays. `person_id` is the current
    account of the holder after a merge. Raises CertificateNotFound or CertificateNotActive.
    """
    earlier = _locked_by_id(session, certificate_id)
    _require_current(earlier)
    is_over = earlier.valid_until is not None and earlier.valid_until <= now
    if earlier.suspended_at is not None or is_over:
        raise CertificateNotActive()
    return _issue_replacement(
        session,
        earlier,
        "superseded",
        Recipient(earlier.enrolment_id, person_id or earlier.person_id, person_key_id, holder),
        completed_on=earlier.completed_on,
        valid_until=earlier.valid_until,
        actor=superseded_by,
        now=now,
    )


def supersede_by_existing(
    session: Session, number: str, *, by_number: str, superseded_by: UUID | None, now: datetime
) -> None:
    """Replace one of two certificates of a person for the same achievement by the other.

    Raises CertificateNotFound, or CertificateNotActive unless both are active.
    """
    later, earlier = _locked(session, by_number), _locked(session, number)
    for certificate in (later, earlier):
        _require_current(certificate)
    if later.suspended_at is not None or later.achievement_code != earlier.achievement_code:
        raise CertificateNotActive()
    close_correction(session, earlier.id, now=now)
    earlier.replaced_at, earlier.replaced_for = now, "correction"
    earlier.replaced_by_id = later.id
    _record(session, earlier, "superseded", superseded_by, now, by=str(later.id))


def is_renewed(session: Session, number: str) -> bool:
    """Lock the log and return whether the certificate was renewed.

    Call before a renewal, so that a retry sends no second message. Raises CertificateNotFound.
    """
    return _locked(session, number).replaced_for == "renewal"


def renew(
    session: Session,
    number: str,
    *,
    holder: Holder,
    person_key_id: UUID,
    valid_years: int,
    completed_on: date,
    renewed_by: UUID | None,
    now: datetime,
) -> UUID:
    """Issue again for the same achievement shortly before validity ends; return the new id.

    The earlier certificate stays valid until it expires. A retry returns the existing renewal.
    Raises CertificateNotFound, CertificateNotActive or RenewalTooEarly.
    """
    earlier = _locked(session, number)
    if earlier.replaced_for == "renewal":
        return session.scalars(
            select(Certificate.id).where(Certificate.replaces_id == earlier.id)
        ).one()
    _require_renewable(earlier, now)
    return _issue_replacement(
        session,
        earlier,
        "renewed",
        Recipient(earlier.enrolment_id, earlier.person_id, person_key_id, holder),
        completed_on=completed_on,
        valid_until=add_years(now.replace(microsecond=0), valid_years),
        actor=renewed_by,
        now=now,
    )


def begin_refresher(session: Session, number: str, *, now: datetime) -> bool:
    """Start a refresher; return False if it was started before. Raises as `renew` does."""
    certificate = _locked(session, number)
    _require_renewable(certificate, now)
    if session.get(Refresher, certificate.id) is not None:
        return False
    session.add(Refresher(certificate_id=certificate.id, begun_at=now))
    return True


def _require_renewable(certificate: Certificate, now: datetime) -> None:
    _require_current(certificate)
    if certificate.suspended_at is not None:
        raise CertificateNotActive()
    if certificate.valid_until is None or certificate.valid_until - RENEWAL_PERIOD > now:
        raise RenewalTooEarly()


def _issue_replacement(
    session: Session,
    earlier: Certificate,
    event: str,
    recipient: Recipient,
    *,
    completed_on: date,
    valid_until: datetime | None,
    actor: UUID | None,
    now: datetime,
) -> UUID:
    """Issue another certificate for the same achievement. The caller holds the lock."""
    earlier.replaced_at = now
    earlier.replaced_for = "renewal" if event == "renewed" else "correction"
    session.flush()  # frees the unique index of the current certificate
    later = add_certificate(
        session,
        recipient,
        _achievement(earlier),
        completed_on=completed_on,
        valid_until=valid_until,
        replaces=earlier,
        now=now,
    )
    _record(session, earlier, event, actor, now, by=str(later.id))
    return later.id


def _achievement(earlier: Certificate) -> Achievement:
    return Achievement(
        code=earlier.achievement_code,
        title_id=earlier.title_id,
        title_en=earlier.title_en,
        hours=earlier.hours,
        level=earlier.level,
        is_pilot=earlier.is_pilot,
        details=parse_achievement_details(earlier.achievement_details),
    )


def _record(
    session: Session,
    certificate: Certificate,
    event: str,
    actor: UUID | None,
    now: datetime,
    **details: str,
) -> None:
    transparency_log.append(
        session,
        event=event,
        certificate_id=certificate.id,
        content_hash=sha256("|".join(details.values()).encode()).hexdigest(),
        now=now,
    )
    audit.record(
        session,
        action=f"certificate.{event}",
        actor_id=actor,
        subject_type="certificate",
        subject_id=certificate.id,
        now=now,
        details=dict(details),
    )
    if event != "renewed":  # the earlier certificate stays valid
        request_list_signing(session, certificate.list_number, now=now)


def _locked(session: Session, number: str) -> Certificate:
    transparency_log.lock(session)
    certificate = session.scalar(
        select(Certificate).where(Certificate.number == (parse_number(number) or ""))
    )
    if certificate is None:
        raise CertificateNotFound()
    return certificate


def _locked_by_id(session: Session, certificate_id: UUID) -> Certificate:
    transparency_log.lock(session)
    certificate = session.get(Certificate, certificate_id)
    if certificate is None:
        raise CertificateNotFound()
    return certificate


def _require_known(reason: str, known: Sequence[str]) -> None:
    if reason not in known:
        raise UnknownRevocationReason(reason=reason)


def _require_current(certificate: Certificate) -> None:
    """Raise CertificateNotActive for a revoked, erased or replaced certificate."""
    ends = (certificate.revoked_at, certificate.withdrawn_at, certificate.replaced_at)
    if any(ends):
        raise CertificateNotActive()
