"""Builds API responses from the results of certificate queries."""

from typing import cast

from certificates.numbers import format_number
from certificates.records.api_queries import CertificateListItem, CheckedEntry
from certificates.records.queries import CertificateStatus
from lms.api.v1 import certificate_schemas as schemas
from lms.api.v1.certificate_schemas import CertificateOutcome, EntryOutcome
from lms.extensions import current_ports

SHOW_HOLDER = frozenset({"valid", "expired", "specimen"})  # as on the verify page


def certificate_response(status: CertificateStatus) -> schemas.Certificate:
    """Describe an existing certificate; of an erased holder only the number is given."""
    outcome = outcome_of(status.state, is_specimen=status.is_specimen)
    is_available = status.state != "withdrawn"
    titles = schemas.BothTitles(id=status.title_id, en=status.title_en)
    number = format_number(status.number)
    return schemas.Certificate(
        outcome=outcome,
        number=number,
        checked_at=status.checked_at,
        course_code=status.course_code if is_available else None,
        title=titles if is_available else None,
        holder_name=status.name if outcome in SHOW_HOLDER else None,
        hours=status.hours if is_available else None,
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
    """A code that differs from its record does not show the record: it may be a copy."""
    status = entry.status
    is_shown = status is not None and entry.outcome not in ("not-found", "differs")
    return schemas.CheckedEntry(
        outcome=cast(EntryOutcome, entry.outcome),
        certificate=certificate_response(status) if status is not None and is_shown else None,
    )


def certificate_line_response(line: CertificateListItem) -> schemas.CertificateLine:
    """Describe a certificate in a list, without its holder."""
    return schemas.CertificateLine(
        number=format_number(line.number),
        outcome=outcome_of(line.state, is_specimen=line.is_specimen),
        course_code=line.course_code,
        is_pilot=line.is_pilot,
        issued_at=line.issued_at,
        valid_until=line.valid_until,
        revoked_at=line.revoked_at,
    )


def outcome_of(state: str, *, is_specimen: bool) -> CertificateOutcome:
    """Return "specimen" instead of "valid", so that the outcome alone does not mislead."""
    if is_specimen and state in ("valid", "expired"):
        return "specimen"
    return cast(CertificateOutcome, state)


def _issuer(status: CertificateStatus) -> schemas.IssuerName | None:
    if status.issuer_name is None:
        return None
    return schemas.IssuerName(name=status.issuer_name, url=status.issuer_url)
