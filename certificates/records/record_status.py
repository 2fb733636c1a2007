"""Status of a record at a moment, and whether a QR code agrees with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from certificates.qr.code import QrClaims
from certificates.records.views import CertificateStatus, CertificateSummary, State
from lms.kernel.sealing.secret_keys import SecretKey

if TYPE_CHECKING:
    from certificates.models import Certificate, Issuer

STATUS_COLUMNS: Final = (
    "id",
    "number",
    "host",
    "sealed_holder",
    "data_key_id",
    "achievement_code",
    "title_id",
    "title_en",
    "hours",
    "level",
    "is_pilot",
    "is_specimen",
    "issued_at",
    "valid_until",
    "withdrawn_at",
    "revoked_at",
    "suspended_at",
    "replaced_at",
    "replaced_for",
)


class IssuerSummary(NamedTuple):
    """The public data of an issuer."""

    name: str
    url: str


def code_outcome(signature: str, claims: QrClaims, status: CertificateStatus) -> str:
    """Combine signature and record. The record decides; a differing code is suspect."""
    if status.state in ("revoked", "superseded", "withdrawn", "not-found"):
        return status.state
    if not _agree(claims, status):
        return "differs"
    if signature == "specimen" or status.is_specimen:
        return "specimen" if status.state != "suspended" else "suspended"
    return status.state


def _agree(claims: QrClaims, status: CertificateStatus) -> bool:
    return (
        claims.name == status.name
        and claims.course_code == status.course_code
        and claims.has_distinction == bool(status.level)
        and claims.is_pilot == status.is_pilot
        and claims.issued == status.issued_at
        and claims.expires == status.valid_until
    )


def build_status(
    certificate: "Certificate",
    issuer: "Issuer | IssuerSummary | None",
    name: str | None,
    now: datetime,
    replaced_by: str | None = None,
) -> CertificateStatus:
    """Build the status of a record. `name` is None if the holder was erased.

    `certificate` may be a row with STATUS_COLUMNS.
    """
    if name is None:
        return CertificateStatus(
            "withdrawn",
            now,
            number=certificate.number,
            is_specimen=certificate.is_specimen,
            host=certificate.host,
        )
    return CertificateStatus(
        state=certificate_state(certificate, now),
        checked_at=now,
        number=certificate.number,
        name=name,
        course_code=certificate.achievement_code,
        title_id=certificate.title_id,
        title_en=certificate.title_en,
        hours=certificate.hours,
        level=certificate.level,
        is_pilot=certificate.is_pilot,
        is_specimen=certificate.is_specimen,
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        revoked_at=certificate.revoked_at,
        issuer_name=issuer.name if issuer else None,
        issuer_url=issuer.url if issuer else "",
        host=certificate.host,
        suspended_at=certificate.suspended_at,
        replaced_at=certificate.replaced_at,
        replaced_by=replaced_by or "",
    )


def certificate_state(certificate: "Certificate | CertificateSummary", now: datetime) -> State:
    """Return the state at a moment; "withdrawn" if the holder was erased."""
    if certificate.withdrawn_at is not None:
        return "withdrawn"
    if certificate.revoked_at is not None:
        return "revoked"
    if certificate.replaced_for == "correction":
        return "superseded"
    if certificate.suspended_at is not None:
        return "suspended"
    if certificate.valid_until is not None and certificate.valid_until <= now:
        return "expired"
    return "valid"


def holder_name(certificate: "Certificate", keys: Mapping[UUID, SecretKey]) -> str | None:
    """Return the holder's name; None if it was erased or its key was destroyed."""
    key = keys.get(certificate.data_key_id)
    if key is None or certificate.withdrawn_at is not None:
        return None
    holder = key.unseal_json(certificate.sealed_holder, context=f"holder:{certificate.id}")
    return str(holder["name"])
