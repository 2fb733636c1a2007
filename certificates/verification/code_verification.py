"""Verifies the text of a QR code offline, against known keys and hosts. Portable."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from certificates.keys import cose
from certificates.keys.ed25519_keys import KnownKey, KnownKeys
from certificates.qr.code import (
    InvalidQrCode,
    QrClaims,
    QrCode,
    decode_claims,
    external_aad,
    parse_qr_text,
)

Outcome = Literal[
    "genuine",
    "expired",
    "specimen",
    "online-only",
    "unreadable",
    "foreign-host",
    "unknown-key",
    "forged",
]


@dataclass(frozen=True, slots=True)
class QrVerdict:
    """Result of verifying a code without its record, hence without revocation.

    `online-only`: the signing key has leaked, so only the record counts.
    """

    outcome: Outcome
    host: str | None = None
    number: str | None = None
    claims: QrClaims | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether this installation signed it for this host and number; it may have expired."""
        return self.outcome in ("genuine", "expired")


def verify_qr_text(
    text: str, *, keys: KnownKeys, hosts: Collection[str], now: datetime
) -> QrVerdict:
    """Verify a code; `claims` are set only if the signature is valid."""
    try:
        code = parse_qr_text(text)
        sign1 = cose.parse_sign1(code.message)
        claims = decode_claims(sign1.payload)
    except (InvalidQrCode, cose.NotCanonical):
        return QrVerdict("unreadable")
    if code.host not in hosts:
        return QrVerdict("foreign-host", code.host, code.number)
    key = keys.get(sign1.key_id)
    if key is None:
        return QrVerdict("unknown-key", code.host, code.number)
    if not key.has_signed(sign1.signature, _signed_bytes(code, sign1)):
        return QrVerdict("forged", code.host, code.number)
    if not _counts(key, code, claims):
        return QrVerdict("forged", code.host, code.number)
    return QrVerdict(_outcome(claims, key, now), code.host, code.number, claims)


def _signed_bytes(code: QrCode, sign1: cose.Sign1) -> bytes:
    aad = external_aad(code.host, code.number)
    return cose.signed_bytes(sign1.payload, key_id=sign1.key_id, external_aad=aad)


def _counts(key: KnownKey, code: QrCode, claims: QrClaims) -> bool:
    """Whether the key was allowed to sign this: genuine keys sign for https, before retirement."""
    is_of_its_time = key.retired_at is None or key.was_active_at(claims.issued)
    return is_of_its_time and (key.is_specimen or code.is_secure)


def _outcome(claims: QrClaims, key: KnownKey, now: datetime) -> Outcome:
    if key.is_specimen:
        return "specimen"
    if key.is_compromised:
        return "online-only"
    if claims.expires_at is not None and claims.expires_at <= now.timestamp():
        return "expired"
    return "genuine"
