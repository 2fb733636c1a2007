"""Reads for programs: many certificates at once, in a number of queries that does not grow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.numbers import parse_number
from certificates.queries import code_verifier, with_issuer
from certificates.record_status import outcome_of, state_of, status_with
from certificates.verification import QrVerdict
from certificates.views import CertificateStatus
from lms.kernel.sealing import SecretKey, open_keys

CODE_BEGINS = ("HTTP://", "HTTPS://")


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate in a list of all: no name, since names are sealed one by one."""

    id: UUID
    number: str
    course_code: str
    state: str
    is_pilot: bool
    is_specimen: bool
    issued_at: datetime
    valid_until: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Revocation:
    number: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """A number or a code after it was looked at; `status` is None where nothing may be said."""

    outcome: str
    status: CertificateStatus | None
    signature: str | None = None  # of a code: what it is worth by itself


def certificate_lines(
    session: Session, *, after: UUID | None, limit: int, course_code: str | None, now: datetime
) -> tuple[CertificateLine, ...]:
    """In the order of issue, which ids keep: a page never skips or repeats one."""
    query = select(Certificate).order_by(Certificate.id).limit(limit)
    if after is not None:
        query = query.where(Certificate.id > after)
    if course_code is not None:
        query = query.where(Certificate.achievement_code == course_code)
    return tuple(_line(row, now) for row in session.scalars(query))


def revocation(session: Session, number: str) -> Revocation:
    """Of a certificate that is revoked."""
    session.flush()  # it may have been revoked a moment ago
    row = session.execute(
        select(Certificate.number, Certificate.revoked_at).where(
            Certificate.number == parse_number(number), Certificate.revoked_at.is_not(None)
        )
    ).one()
    return Revocation(row.number, row.revoked_at)


def checked_entries(
    session: Session, texts: Sequence[str], *, now: datetime
) -> tuple[CheckedEntry, ...]:
    """Each text, a number or what a QR code says, in the order given."""
    verify = code_verifier(session, now=now)
    verdicts = [verify(text.strip()) if is_code(text) else None for text in texts]
    numbers = [
        verdict.number if verdict is not None and verdict.claims else parse_number(text)
        for text, verdict in zip(texts, verdicts, strict=True)
    ]
    statuses = statuses_of(session, {number for number in numbers if number}, now=now)
    unknown = CertificateStatus("not-found", now)
    return tuple(
        _checked(verdict, statuses.get(number or "", unknown))
        for verdict, number in zip(verdicts, numbers, strict=True)
    )


def is_code(text: str) -> bool:
    return text.strip().upper().startswith(CODE_BEGINS)


def statuses_of(
    session: Session, numbers: Collection[str], *, now: datetime
) -> dict[str, CertificateStatus]:
    """By canonical number; those that nobody has are left out."""
    if not numbers:
        return {}
    rows = session.execute(with_issuer().where(Certificate.number.in_(numbers))).all()
    keys = open_keys(session, {row.Certificate.data_key_id for row in rows})
    return {
        row.Certificate.number: status_with(
            row.Certificate, row.Issuer, _name(row.Certificate, keys), now, row.replaced_by
        )
        for row in rows
    }


def _checked(verdict: QrVerdict | None, status: CertificateStatus) -> CheckedEntry:
    if verdict is None:
        is_specimen = status.is_specimen and status.state in ("valid", "expired")
        return CheckedEntry("specimen" if is_specimen else status.state, status)
    if verdict.claims is None:
        return CheckedEntry(verdict.outcome, None)
    outcome = outcome_of(verdict.outcome, verdict.claims, status)
    return CheckedEntry(outcome, status, verdict.outcome)


def _name(certificate: Certificate, keys: dict[UUID, SecretKey]) -> str | None:
    key = keys.get(certificate.data_key_id)
    if key is None or certificate.withdrawn_at is not None:
        return None
    holder = key.unseal_json(certificate.sealed_holder, context=f"holder:{certificate.id}")
    return str(holder["name"])


def _line(row: Certificate, now: datetime) -> CertificateLine:
    return CertificateLine(
        id=row.id,
        number=row.number,
        course_code=row.achievement_code,
        state="withdrawn" if row.withdrawn_at is not None else state_of(row, now),
        is_pilot=row.is_pilot,
        is_specimen=row.is_specimen,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
    )
