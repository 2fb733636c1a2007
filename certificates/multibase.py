"""Multibase in the two encodings of credentials: z (base58btc), u (base64url). Portable."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MAX_BASE58_LENGTH = 256  # enough for keys and signatures; decoding takes quadratic time

_DIGIT_VALUES = {character: value for value, character in enumerate(BASE58)}


class InvalidMultibase(ValueError):
    """The text is not valid in its encoding."""


def encode_base58(data: bytes) -> str:
    """Encode as base58btc with prefix z."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + BASE58[0] * zeros + digits


def decode_base58(text: str) -> bytes:
    """Decode base58btc with prefix z. Raises InvalidMultibase."""
    if text[:1] != "z" or len(text) > MAX_BASE58_LENGTH:
        raise InvalidMultibase("prefix or length")
    number = 0
    for character in text[1:]:
        if character not in _DIGIT_VALUES:
            raise InvalidMultibase("character")
        number = number * 58 + _DIGIT_VALUES[character]
    zeros = len(text) - 1 - len(text[1:].lstrip(BASE58[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(data: bytes) -> str:
    """Encode as base64url with prefix u."""
    return "u" + to_base64url(data)


def decode_base64url(text: str) -> bytes:
    """Decode base64url with prefix u. Raises InvalidMultibase."""
    if text[:1] != "u":
        raise InvalidMultibase("prefix")
    return from_base64url(text[1:])


def to_base64url(data: bytes) -> str:
    """Encode as base64url without padding and prefix (RFC 7515)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Decode base64url; padding and non-zero trailing bits raise InvalidMultibase."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        raise InvalidMultibase("base64url") from None
    if to_base64url(data) != text:
        raise InvalidMultibase("base64url")
    return data
