"""Base41: two bytes in three characters, as base45 (RFC 9285), all of them legal in a URL.

Every character is also in the alphanumeric set of QR codes, so that the code stays small and a
camera opens it. A single last byte takes two characters. Portable.
"""

from struct import pack

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*-.:"

_BASE = len(ALPHABET)
_SQUARE = _BASE * _BASE
_LARGEST_WORD, _LARGEST_BYTE = 0xFFFF, 0xFF
_NO_DIGIT = 0xFF
_VALUES = bytes(
    ALPHABET.index(chr(code)) if chr(code) in ALPHABET else _NO_DIGIT for code in range(256)
)
_PAIRS = [ALPHABET[value % _BASE] + ALPHABET[value // _BASE] for value in range(_SQUARE)]


class InvalidBase41(ValueError):
    """The text is not what `encode` would have written."""


def encode(data: bytes) -> str:
    """Little-endian digits, as in base45: c + 41 d + 1681 e = 256 first + second."""
    pairs = zip(data[::2], data[1::2], strict=False)
    text = "".join(
        _PAIRS[word % _SQUARE] + ALPHABET[word // _SQUARE]
        for word in (first << 8 | second for first, second in pairs)
    )
    return text + (_PAIRS[data[-1]] if len(data) % 2 else "")


def decode(text: str) -> bytes:
    """Raises InvalidBase41 for an unknown character, length or digit out of range."""
    if len(text) % 3 == 1:
        raise InvalidBase41("length")
    digits = text.encode("latin-1", "replace").translate(_VALUES)
    if _NO_DIGIT in digits:
        raise InvalidBase41("character")
    words = [
        low + _BASE * middle + _SQUARE * high
        for low, middle, high in zip(digits[::3], digits[1::3], digits[2::3], strict=False)
    ]
    tail = [digits[-2] + _BASE * digits[-1]] if len(text) % 3 else []
    if max(words, default=0) > _LARGEST_WORD or max(tail, default=0) > _LARGEST_BYTE:
        raise InvalidBase41("range")
    return pack(f">{len(words)}H", *words) + bytes(tail)
