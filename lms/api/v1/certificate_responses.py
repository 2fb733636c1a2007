"""Turns what the queries of certificates give into what programs are answered."""

from typing import cast

from certificates.numbers import format_number
from certificates.records.api_queries import CertificateListItem, CheckedEntry
from certificates.records.queries import CertificateStatus
from lms.api.v1 import certificate_schemas as schemas
from lms.api.v1.certificate_schemas import CertificateOutcome, EntryOutcome
from lms.extensions import current_ports

SHOW_HOLDER = frozenset({"valid", "expired", "specimen"})  # as the verify page does


def certificate_response(status: CertificateStatus) -> schemas.Certificate:
    """Of a number that somebody has. A withdrawn one keeps nothing but its number."""
    outcome = _outcome(status.state, is_specimen=status.is_specimen)
    is_known = status.state != "withdrawn"
    titles = schemas.BothTitles(id=status.title_id, en=status.title_en)
    number = format_number(status.number)
    return schemas.Certificate(
        outcome=outcome,
        number=number,
        checked_at=status.checked_at,
        course_code=status.course_code if is_known else None,
        title=titles if is_known else None,
        holder_name=status.name if outcome in SHOW_HOLDER else None,
        hours=status.hours if is_known else None,
        has_distinction=bool(status.level),
        is_pilot=status.is_pilot,
        issued_at=status.issued_at,
        valid_until=status.valid_until,
        revoked_at=status.revoked_at,
        suspended_at=status.suspended_at,
        replaced_by=format_number(status.replaced_by) if status.replaced_by else None,
        issuer=_issuer(status),
        page=f"{current_ports().public_url}/v/{number}",
    )


def checked_entry_response(entry: CheckedEntry) -> schemas.CheckedEntry:
    """A code that differs from its record says nothing of the record: it may be a copy."""
    status = entry.status
    is_shown = status is not None and entry.outcome not in ("not-found", "differs")
    return schemas.CheckedEntry(
        outcome=cast(EntryOutcome, entry.outcome),
        certificate=certificate_response(status) if status is not None and is_shown else None,
    )


def certificate_line_response(line: CertificateListItem) -> schemas.CertificateLine:
    return schemas.CertificateLine(
        number=format_number(line.number),
        outcome=_outcome(line.state, is_specimen=line.is_specimen),
        course_code=line.course_code,
        is_pilot=line.is_pilot,
        issued_at=line.issued_at,
        valid_until=line.valid_until,
        revoked_at=line.revoked_at,
    )


def _outcome(state: str, *, is_specimen: bool) -> CertificateOutcome:
    """A specimen is never called valid, so that nobody who reads one word is misled."""
    if is_specimen and state in ("valid", "expired"):
        return "specimen"
    return cast(CertificateOutcome, state)


def _issuer(status: CertificateStatus) -> schemas.IssuerName | None:
    if status.issuer_name is None:
        return None
    return schemas.IssuerName(name=status.issuer_name, url=status.issuer_url)
