"""Verifies uploaded files, first offline and then against the record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from certificates.records import queries
from certificates.records.api_queries import check_entries
from certificates.records.issued_files import find_issued_file
from certificates.records.queries import CertificateStatus
from certificates.verification.file_kinds import detect_kind
from certificates.verification.file_verdicts import FileVerdict, leaked_key_reason, verdict_on_code
from certificates.verification.scanner_bundle import issuer_hosts

if TYPE_CHECKING:  # slow to import, not needed for codes
    from certificates.verification.verify_files import FileClaims, FileResult, FileTrust

MISSING_STATES = ("withdrawn", "not-found")
SPECIMEN_STATES = ("valid", "expired")


def verify_file(session: Session, data: bytes, *, now: datetime) -> FileVerdict:
    """Verify a file. Stores nothing and opens no URL in the file."""
    from certificates.verification.verify_files import check_file

    issued = find_issued_file(session, data)
    if issued is not None:
        record = queries.certificate_status(session, issued.number, now=now)
        return _verdict_on_issued(data, record)
    result = check_file(data, trust=file_trust(session), now=now)
    status = (
        queries.certificate_status(session, result.claims.number, now=now)
        if result.claims
        else None
    )
    if result.claims is None or status is None:
        return FileVerdict("refused", result.reason, result.kind, status)
    if result.outcome == "refused":
        return FileVerdict("refused", result.reason, result.kind, status, result.claims.name)
    outcome = _outcome(result, result.claims, status)
    return FileVerdict(
        outcome, leaked_key_reason(result.outcome), result.kind, status, result.claims.name
    )


def verify_codes(session: Session, texts: Sequence[str], *, now: datetime) -> list[FileVerdict]:
    """Verify texts of QR codes, with a constant number of statements."""
    return [verdict_on_code(entry) for entry in check_entries(session, texts, now=now)]


def file_trust(session: Session) -> "FileTrust":
    """Return the trusted keys and hosts of this installation."""
    from certificates.open_badges.credential_verification import build_trust
    from certificates.verification.verify_files import FileTrust

    keys, hosts = queries.public_keys(session), issuer_hosts(session)
    return FileTrust(
        credentials=build_trust(keys, hosts),
        codes=queries.registered_qr_keys(session),
        hosts=hosts,
        certificates=frozenset(
            key.certificate_der
            for key in keys
            if key.certificate_der is not None and key.state != "compromised"
        ),
    )


def _verdict_on_issued(data: bytes, record: CertificateStatus) -> FileVerdict:
    """Return the verdict on bytes made here; the record may have changed since."""
    from certificates.verification.stated_names import stated_name

    kind = detect_kind(data)
    name = stated_name(data, kind) if record.name else None
    verdict = FileVerdict(_state(record), "issued", kind, record, name)
    return replace(verdict, outcome="differs") if verdict.differing_name else verdict


def _outcome(result: "FileResult", claims: "FileClaims", status: CertificateStatus) -> str:
    """Combine file and record. The record decides; a differing file is suspect."""
    if status.state in MISSING_STATES:
        return status.state
    if not _agree(claims, status):
        return "differs"
    return "specimen" if result.outcome == "specimen" else _state(status)


def _agree(claims: "FileClaims", status: CertificateStatus) -> bool:
    return (
        claims.name == status.name
        and claims.course_code == status.course_code
        and claims.level == status.level
        and claims.issued_at == status.issued_at
        and claims.valid_until == status.valid_until
        and claims.hours in (None, status.hours)
        and claims.is_pilot in (None, status.is_pilot)
    )


def _state(status: CertificateStatus) -> str:
    is_specimen = status.is_specimen and status.state in SPECIMEN_STATES
    return "specimen" if is_specimen else status.state
