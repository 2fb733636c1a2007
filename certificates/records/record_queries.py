"""Queries of coordinators and administrators: records, newest certificates, requests."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from certificates.errors import CertificateNotFound, CorrectionNotFound
from certificates.holder_requests.models import NameCorrection, Refresher
from certificates.models import Certificate, TransparencyLogEntry
from certificates.numbers import parse_number
from certificates.records.corrections import sealing_context
from certificates.records.queries import NO_NUMBER, certificate_status
from certificates.records.record_status import certificate_state
from certificates.records.status_changes import RENEWAL_PERIOD
from certificates.records.views import CertificateStatus, State
from lms.kernel.merged_accounts import belongs_to
from lms.kernel.sealing.sealing import KeyDestroyed, open_key

MAX_LISTED = 50


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event of a certificate in the transparency log."""

    event: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """Everything that an administrator may see of a certificate; reasons are never public."""

    id: UUID
    number: str
    person_id: UUID
    enrolment_id: UUID
    status: CertificateStatus
    state: State
    reason: str | None
    replaces: str | None
    may_be_renewed: bool
    events: tuple[LoggedEvent, ...]


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate in the list, without the sealed name of its holder."""

    number: str
    person_id: UUID
    course_code: str
    state: State
    is_specimen: bool
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A request for a corrected name, with its certificate and enrolment."""

    id: UUID
    number: str
    person_id: UUID
    enrolment_id: UUID
    name: str
    reason: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    answer: str
    replaced_by: str | None


def certificate_record(session: Session, number: str, *, now: datetime) -> CertificateRecord:
    """Return the record of a number. Raises CertificateNotFound."""
    certificate = session.scalar(
        select(Certificate).where(Certificate.number == (parse_number(number) or NO_NUMBER))
    )
    if certificate is None:
        raise CertificateNotFound()
    status = certificate_status(session, certificate.number, now=now)
    earlier = select(Certificate.number).where(Certificate.id == certificate.replaces_id)
    return CertificateRecord(
        id=certificate.id,
        number=certificate.number,
        person_id=certificate.person_id,
        enrolment_id=certificate.enrolment_id,
        status=status,
        state=status.state,
        reason=certificate.revocation_reason or certificate.suspension_reason,
        replaces=session.scalar(earlier) if certificate.replaces_id else None,
        may_be_renewed=_may_be_renewed(certificate, status.state, now),
        events=_events(session, certificate.id),
    )


def newest_certificates(
    session: Session, *, now: datetime, person_id: UUID | None = None
) -> tuple[CertificateRow, ...]:
    """Return at most MAX_LISTED certificates of all people or of one, newest first."""
    query = select(Certificate).order_by(Certificate.id.desc()).limit(MAX_LISTED)
    if person_id:
        query = query.where(belongs_to(Certificate.person_id, person_id))
    rows = session.scalars(query)
    return tuple(
        CertificateRow(
            number=row.number,
            person_id=row.person_id,
            course_code=row.achievement_code,
            state=certificate_state(row, now),
            is_specimen=row.is_specimen,
            issued_at=row.issued_at,
        )
        for row in rows
    )


def open_corrections(session: Session) -> tuple[Correction, ...]:
    """Return open requests, oldest first, without those of erased people."""
    rows = session.execute(
        _corrections().where(NameCorrection.state == "open").order_by(NameCorrection.asked_at)
    )
    corrections = (_correction(session, row) for row in rows)
    return tuple(item for item in corrections if item is not None)


def correction(session: Session, correction_id: UUID) -> Correction:
    """Return a request. Raises CorrectionNotFound, also for an erased holder."""
    row = session.execute(_corrections().where(NameCorrection.id == correction_id)).one_or_none()
    result = _correction(session, row) if row else None
    if result is None:
        raise CorrectionNotFound()
    return result


def last_correction(session: Session, certificate_id: UUID) -> Correction | None:
    """Return the last request for a certificate, with its answer."""
    row = session.execute(
        _corrections()
        .where(NameCorrection.certificate_id == certificate_id)
        .order_by(NameCorrection.asked_at.desc(), NameCorrection.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    later = select(Certificate.number).where(Certificate.id == row.NameCorrection.replacement_id)
    return _correction(session, row, session.scalar(later))


def refresher_begun_at(session: Session, certificate_id: UUID) -> datetime | None:
    """Return when the refresher of a certificate was started, or None."""
    return session.scalar(
        select(Refresher.begun_at).where(Refresher.certificate_id == certificate_id)
    )


def running_refresher(session: Session, *, person_id: UUID, course_code: str) -> str | None:
    """Return the number of the certificate that practice in a course currently renews."""
    return session.scalar(
        select(Certificate.number)
        .join(Refresher, Refresher.certificate_id == Certificate.id)
        .where(
            belongs_to(Certificate.person_id, person_id),
            Certificate.achievement_code == course_code,
            Certificate.replaced_at.is_(None),
            Certificate.revoked_at.is_(None),
            Certificate.withdrawn_at.is_(None),
        )
        .order_by(Refresher.begun_at.desc())
        .limit(1)
    )


def _may_be_renewed(certificate: Certificate, state: State, now: datetime) -> bool:
    end = certificate.valid_until
    is_open = end is not None and end - RENEWAL_PERIOD <= now
    return is_open and state in ("valid", "expired") and certificate.replaced_at is None


def _corrections() -> Select[NameCorrection, str, UUID]:
    return select(NameCorrection, Certificate.number, Certificate.enrolment_id).join(
        Certificate, Certificate.id == NameCorrection.certificate_id
    )


def _correction(
    session: Session, joined: Row[NameCorrection, str, UUID], replaced_by: str | None = None
) -> Correction | None:
    """Unseal a request; None if its holder was erased."""
    row = joined.NameCorrection
    try:
        key = open_key(session, row.data_key_id)
    except KeyDestroyed:
        return None
    request = key.unseal_json(row.sealed, context=sealing_context(row.id))
    answer = ""
    if row.sealed_answer is not None:
        answer = key.unseal_json(row.sealed_answer, context=f"answer:{sealing_context(row.id)}")
    return Correction(
        id=row.id,
        number=joined.number,
        person_id=row.person_id,
        enrolment_id=joined.enrolment_id,
        name=request["name"],
        reason=request["reason"],
        state=row.state,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        answer=answer,
        replaced_by=replaced_by,
    )


def _events(session: Session, certificate_id: UUID) -> tuple[LoggedEvent, ...]:
    rows = session.execute(
        select(TransparencyLogEntry.event, TransparencyLogEntry.happened_at)
        .where(TransparencyLogEntry.certificate_id == certificate_id)
        .order_by(TransparencyLogEntry.sequence)
    )
    return tuple(LoggedEvent(*row) for row in rows)
