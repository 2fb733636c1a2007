"""COSE_Sign1 (RFC 9052) with Ed25519, in a single canonical form. Portable.

Parsing is strict: a parsed message is encoded again and must give the same bytes. This rejects
indefinite lengths, long integers, duplicate or unordered keys and trailing bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from struct import pack

import cbor2

ALGORITHM, KEY_ID = 1, 4
EDDSA = -8
KEY_ID_SIZE = 4
SIGNATURE_SIZE = 64
MAX_DEPTH = 8
MAX_PAYLOAD_LENGTH = 0xFFFF

_BYTES, _LENGTH_IN_1_BYTE, _LENGTH_IN_2_BYTES = (
    0x40,
    24,
    25,
)  # major type; codes of its length
_NUMBER, _TEXT = 0, 3  # major types, the upper three bits of a head
_MIN_VALUE = {
    1: 24,
    2: 1 << 8,
    4: 1 << 16,
    8: 1 << 32,
}  # smallest value for so many bytes after the head
_MAX_BYTE = _NOTHING = 0xFF  # as a head: a break, which is never written
_MAX_LENGTH_CODE = 27  # eight bytes follow; higher codes have no length
_EMPTY_MAP = b"\xa0"
_HEAD = bytes.fromhex("d2 84 49 a2 01 27 04 44")  # tag 18, array of 4, protected header up to kid
_SIGNATURE_HEAD = bytes.fromhex("58 40")
_SIGNATURE1 = bytes.fromhex("84 6a") + b"Signature1"


class NotCanonical(ValueError):
    """The bytes are not in the canonical form of this module."""


@dataclass(frozen=True, slots=True)
class Sign1:
    """A parsed message, not verified yet."""

    key_id: bytes
    payload: bytes
    signature: bytes


def sign(
    payload: bytes, *, key_id: bytes, external_aad: bytes, signer: Callable[[bytes], bytes]
) -> bytes:
    """Sign a payload; algorithm and key id are in the protected header."""
    signature = signer(signed_bytes(payload, key_id=key_id, external_aad=external_aad))
    return _message(Sign1(key_id, payload, signature))


def signed_bytes(payload: bytes, *, key_id: bytes, external_aad: bytes) -> bytes:
    """Build the Sig_structure that is signed (RFC 9052, section 4.4)."""
    protected = byte_string(_protected(key_id))
    return _SIGNATURE1 + protected + byte_string(external_aad) + byte_string(payload)


def parse_sign1(message: bytes) -> Sign1:
    """Parse a message that `sign` made. Raises NotCanonical for any other bytes.

    All parts but the payload have a fixed length, so they are at known offsets.
    """
    start, end = len(_HEAD) + KEY_ID_SIZE, len(message) - SIGNATURE_SIZE
    payload = _payload(message[start + 1 : end - len(_SIGNATURE_HEAD)])
    sign1 = Sign1(message[len(_HEAD) : start], payload, message[-SIGNATURE_SIZE:])
    if _message(sign1) != message:
        raise NotCanonical("encoding")
    return sign1


def byte_string(data: bytes) -> bytes:
    """Encode a CBOR byte string of at most 65,535 bytes in the shortest form."""
    size = len(data)
    if size < _LENGTH_IN_1_BYTE:
        return bytes((_BYTES | size,)) + data
    if size <= _MAX_BYTE:
        return bytes((_BYTES | _LENGTH_IN_1_BYTE, size)) + data
    return pack(">BH", _BYTES | _LENGTH_IN_2_BYTES, size) + data


def dumps(value: object) -> bytes:
    """Encode a value as canonical CBOR."""
    return cbor2.dumps(value, canonical=True)


def expect_bytes(fixed: bytes, data: bytes, offset: int) -> int:
    """Return the offset after bytes that must be at `offset`. Raises NotCanonical."""
    if not data.startswith(fixed, offset):
        raise NotCanonical("fixed bytes")
    return offset + len(fixed)


def read_unsigned(data: bytes, offset: int) -> tuple[int, int]:
    """Read an unsigned integer in its shortest form; return it and the next offset.

    Raises NotCanonical.
    """
    return _head(_NUMBER, data, offset)


def read_text(data: bytes, offset: int) -> tuple[str, int]:
    """Read a text string; return it and the next offset. Raises NotCanonical."""
    size, start = _head(_TEXT, data, offset)
    if start + size > len(data):
        raise NotCanonical("cut off")
    try:
        return data[start : start + size].decode("utf-8"), start + size
    except UnicodeDecodeError as error:
        raise NotCanonical("not UTF-8") from error


def loads(data: bytes) -> object:
    """Decode CBOR whose signature was verified. Raises NotCanonical if not well-formed.

    Never call it with untrusted bytes: the decoder turns tags into decimals, patterns and
    addresses, and fails on malformed ones with other exceptions.
    """
    try:
        value: object = cbor2.loads(data, max_depth=MAX_DEPTH)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError) as error:
        raise NotCanonical("not well-formed") from error
    return value


def _head(kind: int, data: bytes, offset: int) -> tuple[int, int]:
    """Read the head of an item of this type; return its value and the next offset."""
    first = data[offset] if offset < len(data) else _NOTHING
    value, start = first & 31, offset + 1
    if first >> 5 != kind or value > _MAX_LENGTH_CODE:
        raise NotCanonical("kind")
    if value < _LENGTH_IN_1_BYTE:
        return value, start
    size = 1 << (value - _LENGTH_IN_1_BYTE)
    value = int.from_bytes(data[start : start + size])
    if start + size > len(data) or value < _MIN_VALUE[size]:
        raise NotCanonical("length")
    return value, start + size


def _payload(encoded: bytes) -> bytes:
    """Strip the head; comparing with a new encoding verifies the length later."""
    first = encoded[0] if encoded else 0
    heads = {_BYTES | _LENGTH_IN_1_BYTE: 2, _BYTES | _LENGTH_IN_2_BYTES: 3}
    return encoded[heads.get(first, 1) :]


@lru_cache(maxsize=64)
def _protected(key_id: bytes) -> bytes:
    return dumps({ALGORITHM: EDDSA, KEY_ID: key_id})


def _message(sign1: Sign1) -> bytes:
    payload = byte_string(sign1.payload[:MAX_PAYLOAD_LENGTH])
    return b"".join((_HEAD, sign1.key_id, _EMPTY_MAP, payload, _SIGNATURE_HEAD, sign1.signature))
