"""Links that a holder shares: the public page of a certificate, and one to add it to a profile.

Nothing is sent to other sites unless a reader follows a link.
"""

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import url_for

from certificates.issuer_host import parse_host
from certificates.numbers import format_number
from certificates.records.queries import CertificateStatus
from lms.extensions import current_ports

PROFILE_SITE = "https://www.linkedin.com/profile/add"


def public_address(status: CertificateStatus) -> str:
    """Return the URL of the public page, without the signed part of the QR code."""
    origin = parse_host(current_ports().public_url).origin
    return f"{origin}{url_for('verify.verdict', number=format_number(status.number))}"


def profile_link(status: CertificateStatus, *, title: str) -> str | None:
    """Return a link that adds a valid, genuine certificate to a LinkedIn profile, or None."""
    if status.is_specimen or status.state != "valid" or status.issued_at is None:
        return None
    zone = ZoneInfo(current_ports().time_zone)
    issued = status.issued_at.astimezone(zone)
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": title,
        "organizationName": status.issuer_name or "",
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certId": format_number(status.number),
        "certUrl": public_address(status),
    }
    if status.valid_until is not None:
        until = status.valid_until.astimezone(zone)
        fields |= {"expirationYear": until.year, "expirationMonth": until.month}
    return f"{PROFILE_SITE}?{urlencode(fields)}"
