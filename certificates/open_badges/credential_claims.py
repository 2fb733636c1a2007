"""Parses the claims of credentials that this program wrote. Portable."""

import re
from dataclasses import dataclass
from datetime import datetime

from certificates.keys.did import did_web
from certificates.numbers import is_number
from certificates.open_badges.credential import LEVELS
from certificates.open_badges.data_integrity import parse_timestamp
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.status_lists.bitstring import JWT_ENDING, LIST_SIZE, REVOCATION, list_url
from certificates.strict_json import JsonMapping

_ID = re.compile(r"(https?)://([a-z0-9.:\[\]-]{1,262})/credentials/([0-9A-Z]{16})")
_STATUS = re.compile(r".+/status/([1-9]\d{0,8})/revocation")
_INDEX = re.compile(r"0|[1-9]\d{0,5}")
_TYPES = ["VerifiableCredential", "OpenBadgeCredential"]


@dataclass(frozen=True, slots=True)
class CredentialClaims:
    """Claims of a credential; genuine only if its proof was verified."""

    host: str
    number: str
    name: str
    course_code: str
    title: str
    hours: int
    level: int
    language: str
    issuer_name: str
    issued_at: datetime
    valid_until: datetime | None
    list_number: int
    status_index: int


def parse_claims(credential: JsonMapping) -> CredentialClaims:
    """Parse a credential that `build_credential` wrote.

    Raises DocumentRejected (FORM_UNKNOWN) for any other form.
    """
    try:
        return _claims(credential)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DocumentRejected(RejectionReason.FORM_UNKNOWN) from None


def _claims(credential: JsonMapping) -> CredentialClaims:
    origin, host, number = _origin_and_number(credential)
    subject, status = credential["credentialSubject"], credential["credentialStatus"]
    achievement, (identity,), (result,) = (
        subject["achievement"],
        subject["identifier"],
        subject["result"],
    )
    language = _text(achievement["inLanguage"])
    end = credential.get("validUntil")
    list_number, index = _status_entry(status, origin)
    hours = achievement["creditsAvailable"]
    _require(type(hours) is int and identity["identityType"] == "name")
    return CredentialClaims(
        host=host,
        number=number,
        name=_text(identity["identityHash"]),
        course_code=_text(achievement["humanCode"]),
        title=_text(achievement["name"]),
        hours=hours,
        level=LEVELS[language].index(result["value"]),
        language=language,
        issuer_name=_text(credential["issuer"]["name"]),
        issued_at=parse_timestamp(credential["validFrom"]),
        valid_until=parse_timestamp(end) if end is not None else None,
        list_number=list_number,
        status_index=index,
    )


def _origin_and_number(credential: JsonMapping) -> tuple[str, str, str]:
    """Return origin, host and number; check that the issuer is that of the host."""
    match = _ID.fullmatch(credential["id"])
    if match is None:
        raise ValueError("id")
    scheme, host, number = match.groups()
    _require(is_number(number) and credential["issuer"]["id"] == did_web(host))
    _require(credential["type"] == _TYPES)
    return f"{scheme}://{host}", host, number


def _status_entry(status: JsonMapping, origin: str) -> tuple[int, int]:
    address = status["statusListCredential"].removesuffix(JWT_ENDING)
    index = _text(status["statusListIndex"])
    match = _STATUS.fullmatch(address)
    if match is None or not _INDEX.fullmatch(index) or int(index) >= LIST_SIZE:
        raise ValueError("status")
    number = int(match[1])
    _require(address == list_url(origin, number, REVOCATION))
    _require(status["statusPurpose"] == REVOCATION)
    _require(status["type"] == "BitstringStatusListEntry")
    return number, int(index)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("form")
