"""Events about certificates for other systems. They name no holder."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from certificates.models import Certificate
from lms.kernel.deliveries.events import publish_event, timestamp

CERTIFICATE_ISSUED: Final = "certificate.issued"
CERTIFICATE_REVOKED: Final = "certificate.revoked"


def publish_issued(
    session: Session, certificate: Certificate, *, replaces: Certificate | None, now: datetime
) -> None:
    """Tell webhooks of a new certificate; `replaces` is the one it corrects or renews."""
    ends = certificate.valid_until
    details = {
        "issued_at": timestamp(certificate.issued_at),
        "valid_until": timestamp(ends) if ends else None,
        "replaces": replaces.number if replaces else None,
    }
    data = _data(certificate, "valid", details)
    publish_event(session, CERTIFICATE_ISSUED, data, person_id=certificate.person_id, now=now)


def publish_revoked(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Tell webhooks that a certificate was revoked. The reason is not public."""
    data = _data(certificate, "revoked", {"revoked_at": timestamp(now)})
    publish_event(session, CERTIFICATE_REVOKED, data, person_id=certificate.person_id, now=now)


def _data(certificate: Certificate, status: str, details: dict[str, Any]) -> dict[str, Any]:
    return {
        "certificate": {
            "number": certificate.number,
            "status": status,
            "course": certificate.achievement_code,
            "is_specimen": certificate.is_specimen,
            **details,
        },
        "enrolment_id": str(certificate.enrolment_id),
        "person_id": str(certificate.person_id),
    }
