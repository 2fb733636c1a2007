"""Verifies files of certificates offline, without their records. Portable.

Accepts PDFs, badges as PNG or SVG, credentials as JSON, tokens, texts of QR codes and photos of
them. Revocation is checked against the record later. No URL in a file is ever opened.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from certificates.keys.ed25519_keys import KnownKeys
from certificates.open_badges.baking import (
    BakingReason,
    InvalidBakedImage,
    credential_in_png,
    credential_in_svg,
)
from certificates.open_badges.credential_claims import CredentialClaims
from certificates.open_badges.credential_verification import (
    CredentialVerdict,
    Trust,
    verify_json_credential,
    verify_jwt_credential,
)
from certificates.open_badges.token import is_token
from certificates.qr.code import QrClaims
from certificates.verification.code_verification import QrVerdict, verify_qr_text
from certificates.verification.file_kinds import BYTE_ORDER_MARK, Kind, detect_kind

MAX_FILE_SIZE = 10 * 1024 * 1024
Outcome = Literal["genuine", "expired", "specimen", "online-only", "refused"]
_BY_SIGNATURE: Mapping[str, Outcome] = {
    "genuine": "genuine",
    "expired": "expired",
    "specimen": "specimen",
    "online-only": "online-only",
}


@dataclass(frozen=True, slots=True)
class FileTrust:
    """Trusted keys of credentials, codes and PDF seals (X.509 certificates as DER)."""

    credentials: Trust
    codes: KnownKeys = field(repr=False)
    hosts: Collection[str]
    certificates: Collection[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileClaims:
    """Claims in a file; genuine only if the outcome says so.

    `level` is 0 or 1 (with distinction); `hours` and `is_pilot` are None if the format lacks them.
    """

    number: str
    name: str
    course_code: str
    level: int
    issued_at: datetime
    valid_until: datetime | None
    list_number: int
    status_index: int
    hours: int | None = None
    is_pilot: bool | None = None


@dataclass(frozen=True, slots=True)
class FileResult:
    """Result of a file. `reason` is set for rejected files, `claims` for signed content."""

    kind: Kind
    outcome: Outcome
    reason: str | None = None
    claims: FileClaims | None = None


def check_file(data: bytes, *, trust: FileTrust, now: datetime) -> FileResult:
    """Verify the bytes of a file. Never raises."""
    kind = detect_kind(data)
    if len(data) > MAX_FILE_SIZE:
        return _rejected(kind, "file-too-large")
    if kind in ("code", "json", "jwt"):
        return _of_text(kind, data.removeprefix(BYTE_ORDER_MARK), trust, now)
    examine = {"pdf": _pdf, "png": _png, "svg": _svg, "picture": _photo}.get(kind)
    return examine(data, trust, now) if examine else _rejected(kind, "kind-unknown")


def _of_text(kind: Kind, data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    if kind == "code":
        return _code(kind, data.decode("utf-8", "replace").strip(), trust, now)
    return _credential(kind, data, trust, now)


def _pdf(data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    """Verify the seal and the attached credential, whose claims identify a changed PDF."""
    from certificates.pdf.seal_check import check_pdf

    checked = check_pdf(data, trust.certificates)
    attached = checked.credential
    result = _text("pdf", attached, trust, now) if attached else None
    if checked.reason is not None:
        claims = result.claims if result else None
        return FileResult("pdf", "refused", checked.reason.value, claims)
    return result or _rejected("pdf", "pdf-holds-no-credential")


def _png(data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    try:
        return _text("png", credential_in_png(data), trust, now)
    except InvalidBakedImage as error:
        if error.reason is BakingReason.EMPTY:
            return _picture("png", data, trust, now)
        return _rejected("png", error.reason.value)


def _svg(data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    try:
        return _text("svg", credential_in_svg(data), trust, now)
    except InvalidBakedImage as error:
        return _rejected("svg", error.reason.value)


def _photo(data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    return _picture("picture", data, trust, now)


def _picture(kind: Kind, data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    """Verify the only certificate code in a photo."""
    from certificates.qr.qr_reader import UnreadablePicture, read_qr_codes

    try:
        texts = read_qr_codes(data)
    except UnreadablePicture:
        return _rejected(kind, "picture-unreadable")
    if not texts:
        return _rejected(kind, "no-code")
    results = [_code(kind, text, trust, now) for text in texts]
    ours = [result for result in results if result.reason != "code-unreadable"]
    if len(ours) > 1:
        return _rejected(kind, "several-codes")
    return ours[0] if ours else results[0]


def _text(kind: Kind, text: str, trust: FileTrust, now: datetime) -> FileResult:
    return _credential(kind, text.encode(), trust, now)


def _credential(kind: Kind, data: bytes, trust: FileTrust, now: datetime) -> FileResult:
    text = data.decode("utf-8", "replace").strip() if data[:2] == b"ey" else ""
    if is_token(text):
        verdict = verify_jwt_credential(text, trust=trust.credentials, now=now)
    else:
        verdict = verify_json_credential(data, trust=trust.credentials, now=now)
    return _of_credential(kind, verdict)


def _of_credential(kind: Kind, verdict: CredentialVerdict) -> FileResult:
    reason = verdict.reason.value if verdict.reason else None
    claims = _claims_of_credential(verdict.claims) if verdict.claims else None
    return FileResult(kind, verdict.outcome, reason, claims)


def _code(kind: Kind, text: str, trust: FileTrust, now: datetime) -> FileResult:
    verdict = verify_qr_text(text, keys=trust.codes, hosts=trust.hosts, now=now)
    outcome = _BY_SIGNATURE.get(verdict.outcome)
    if outcome is None:
        return _rejected(kind, f"code-{verdict.outcome}")
    return FileResult(kind, outcome, claims=_claims_of_code(verdict))


def _claims_of_credential(claims: CredentialClaims) -> FileClaims:
    return FileClaims(
        number=claims.number,
        name=claims.name,
        course_code=claims.course_code,
        level=claims.level,
        issued_at=claims.issued_at,
        valid_until=claims.valid_until,
        list_number=claims.list_number,
        status_index=claims.status_index,
        hours=claims.hours,
    )


def _claims_of_code(verdict: QrVerdict) -> FileClaims | None:
    claims: QrClaims | None = verdict.claims
    if claims is None or verdict.number is None:
        return None
    return FileClaims(
        number=verdict.number,
        name=claims.name,
        course_code=claims.course_code,
        level=int(claims.has_distinction),
        issued_at=claims.issued,
        valid_until=claims.expires,
        list_number=claims.list_number,
        status_index=claims.status_index,
        is_pilot=claims.is_pilot,
    )


def _rejected(kind: Kind, reason: str) -> FileResult:
    return FileResult(kind, "refused", reason)
