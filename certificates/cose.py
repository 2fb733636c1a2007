"""COSE_Sign1 (RFC 9052) with Ed25519, in the one form that we write and read. Portable.

Reading is strict: what was decoded is encoded again and must give the same bytes. That refuses at
once indefinite lengths, long integers, duplicate or unordered keys and trailing bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cbor2

ALGORITHM, KEY_ID = 1, 4
EDDSA = -8
SIGN1_TAG = 18
KEY_ID_SIZE = 4
SIGNATURE_SIZE = 64
DEEPEST = 8


class NotCanonical(ValueError):
    """The bytes are not what this module would have written."""


@dataclass(frozen=True, slots=True)
class Sign1:
    """A message as read: nothing has been verified yet."""

    key_id: bytes
    payload: bytes
    signature: bytes


def sign(
    payload: bytes, *, key_id: bytes, external_aad: bytes, signer: Callable[[bytes], bytes]
) -> bytes:
    """The tagged message, with the algorithm and the key in the protected header."""
    signature = signer(signed_bytes(payload, key_id=key_id, external_aad=external_aad))
    return _message(Sign1(key_id, payload, signature))


def signed_bytes(payload: bytes, *, key_id: bytes, external_aad: bytes) -> bytes:
    """The Sig_structure that Ed25519 signs (RFC 9052, section 4.4)."""
    return dumps(["Signature1", _protected(key_id), external_aad, payload])


def read(message: bytes) -> Sign1:
    """Raises NotCanonical unless the message is byte for byte one that `sign` could have made."""
    tagged = loads(message)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != SIGN1_TAG:
        raise NotCanonical("tag")
    match tagged.value:
        case [bytes(protected), Mapping() as unprotected, bytes(payload), bytes(signature)]:
            if unprotected:
                raise NotCanonical("unprotected header")
        case _:
            raise NotCanonical("structure")
    sign1 = Sign1(_key_id(protected), payload, signature)
    if len(signature) != SIGNATURE_SIZE or _message(sign1) != message:
        raise NotCanonical("encoding")
    return sign1


def dumps(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> Any:
    """Raises NotCanonical for what is not well-formed; the caller compares a re-encoding."""
    try:
        return cbor2.loads(data, max_depth=DEEPEST)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError) as error:
        raise NotCanonical("not well-formed") from error


def _key_id(protected: bytes) -> bytes:
    match loads(protected):
        case {1: -8, 4: bytes(key_id)} if len(key_id) == KEY_ID_SIZE:
            return key_id
        case _:
            raise NotCanonical("protected header")


@lru_cache(maxsize=64)
def _protected(key_id: bytes) -> bytes:
    return dumps({ALGORITHM: EDDSA, KEY_ID: key_id})


def _message(sign1: Sign1) -> bytes:
    parts = [_protected(sign1.key_id), {}, sign1.payload, sign1.signature]
    return dumps(cbor2.CBORTag(SIGN1_TAG, parts))
