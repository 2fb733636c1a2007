"""Bitstring status lists (W3C vc-bitstring-status-list) for revocation and suspension. Portable.

A list has 131,072 bits, so that a request does not show which certificate is verified. Lists are
signed each day and valid for seven, so that old lists are rejected. A credential names only its
revocation list, since the schema of Open Badges allows one entry; suspended certificates are
therefore set in both lists, and the suspension list tells which may be restored.
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from certificates.keys.did import did_web
from certificates.multibase import InvalidMultibase, decode_base64url, encode_base64url
from certificates.open_badges.contexts import CREDENTIALS_V2
from certificates.open_badges.data_integrity import (
    VerificationKey,
    format_timestamp,
    parse_timestamp,
    verify,
)
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.strict_json import JsonMapping, JsonObject

REVOCATION: Final = "revocation"
SUSPENSION: Final = "suspension"
PURPOSES: Final = (REVOCATION, SUSPENSION)
JWT_ENDING: Final = ".jwt"  # suffix of the URL of a list as a token
LIST_SIZE: Final = 131_072  # bits
VALID_FOR: Final = timedelta(days=7)
TIME_TO_LIVE: Final = timedelta(days=1)
CONTEXTS: Final = (CREDENTIALS_V2,)

_BYTES = LIST_SIZE // 8
_LONGEST_ENCODED = 32 * 1024  # a random list takes 22 kB
_CLOCK_SKEW = timedelta(minutes=5)  # tolerated difference of clocks
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class StatusBits:
    """The bits of a verified, unexpired list."""

    address: str
    purpose: str
    bits: bytes
    signed_at: datetime
    valid_until: datetime

    def is_set(self, index: int) -> bool:
        """Return a bit; the first is the highest of its byte. Raises DocumentRejected."""
        if not 0 <= index < LIST_SIZE:
            raise DocumentRejected(RejectionReason.INDEX_OUT_OF_RANGE)
        return bool(self.bits[index // 8] >> (7 - index % 8) & 1)


def list_url(origin: str, number: int, purpose: str) -> str:
    """Return the URL of a list; `origin` is scheme and host."""
    return f"{origin}/status/{number}/{purpose}"


def build_status_list_credential(
    *,
    host: str,
    number: int,
    purpose: str,
    indexes: Iterable[int],
    signed_at: datetime,
    is_secure: bool = True,
) -> JsonObject:
    """Build a list without a proof. `indexes` are the bits to set. Raises DocumentRejected."""
    origin = f"{'https' if is_secure else 'http'}://{host}"
    address = list_url(origin, number, purpose)
    return {
        "@context": list(CONTEXTS),
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_web(host),
        "validFrom": format_timestamp(signed_at),
        "validUntil": format_timestamp(signed_at + VALID_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bits(indexes),
            "ttl": TIME_TO_LIVE // timedelta(milliseconds=1),
        },
    }


def status_list_for_token(document: JsonMapping) -> JsonObject:
    """Return a list without a proof under the URL of its token form, for `sign_token`."""
    address = document["id"] + JWT_ENDING
    subject = {**document["credentialSubject"], "id": f"{address}#list"}
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return unsigned | {"id": address, "credentialSubject": subject}


def encode_bits(indexes: Iterable[int]) -> str:
    """Set bits, compress and encode as multibase; deterministic. Raises DocumentRejected."""
    bits = bytearray(_BYTES)
    for index in indexes:
        if not 0 <= index < LIST_SIZE:
            raise DocumentRejected(RejectionReason.INDEX_OUT_OF_RANGE)
        bits[index // 8] |= 1 << (7 - index % 8)
    return encode_base64url(gzip.compress(bytes(bits), mtime=0))


def decode_bits(text: str) -> bytes:
    """Decode and decompress a list, at most to its size. Raises DocumentRejected."""
    if len(text) > _LONGEST_ENCODED:
        raise DocumentRejected(RejectionReason.LIST_FORM)
    unpacking = zlib.decompressobj(_GZIP)
    try:
        bits = unpacking.decompress(decode_base64url(text), _BYTES + 1)
    except (InvalidMultibase, zlib.error):
        raise DocumentRejected(RejectionReason.LIST_FORM) from None
    is_whole = len(bits) == _BYTES and unpacking.eof and not unpacking.unused_data
    if not is_whole:
        raise DocumentRejected(RejectionReason.LIST_FORM)
    return bits


def read_status_list(
    document: JsonMapping,
    keys: Mapping[str, VerificationKey],
    *,
    address: str,
    now: datetime,
) -> StatusBits:
    """Verify the list that a credential names by `address`. Raises DocumentRejected.

    `keys` are Ed25519, by verification method. The purpose is the last part of the address.
    """
    proof = verify(document, keys, contexts=CONTEXTS)
    members = _members(document)
    purpose = address.rpartition("/")[2]
    if (members["id"], members["statusPurpose"]) != (address, purpose):
        raise DocumentRejected(RejectionReason.LIST_DIFFERS)
    signed_at, valid_until = _validity(members["validFrom"], members["validUntil"], now)
    proof.key.check_moment(signed_at)
    return StatusBits(address, purpose, decode_bits(members["encodedList"]), signed_at, valid_until)


def _members(document: JsonMapping) -> dict[str, str]:
    """Return the used members of a list, all strings. Raises DocumentRejected (LIST_FORM)."""
    match document:
        case {
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "credentialSubject": {"id": str(), "type": "BitstringStatusList", **subject},
        }:
            named = {name: document.get(name) for name in ("id", "validFrom", "validUntil")}
            named |= {name: subject.get(name) for name in ("statusPurpose", "encodedList")}
            texts = {name: value for name, value in named.items() if isinstance(value, str)}
            if len(texts) == len(named):
                return texts
    raise DocumentRejected(RejectionReason.LIST_FORM)


def _validity(start: str, end: str, now: datetime) -> tuple[datetime, datetime]:
    try:
        signed_at, valid_until = parse_timestamp(start), parse_timestamp(end)
    except ValueError:
        raise DocumentRejected(RejectionReason.LIST_FORM) from None
    if signed_at > now + _CLOCK_SKEW:
        raise DocumentRejected(RejectionReason.LIST_NOT_YET_VALID)
    if valid_until <= now:
        raise DocumentRejected(RejectionReason.LIST_EXPIRED)
    return signed_at, valid_until
