"""Base41: two bytes in three characters, like base45 (RFC 9285), with URL-safe characters.

All characters are in the alphanumeric set of QR codes, so that codes stay small. A single last
byte takes two characters. Portable.
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
    """The text is not valid base41."""


def encode(data: bytes) -> str:
    """Encode bytes: c + 41 d + 1681 e = 256 first + second, as in base45."""
    pairs = zip(data[::2], data[1::2], strict=False)
    text = "".join(
        _PAIRS[word % _SQUARE] + ALPHABET[word // _SQUARE]
        for word in (first << 8 | second for first, second in pairs)
    )
    return text + (_PAIRS[data[-1]] if len(data) % 2 else "")


def decode(text: str) -> bytes:
    """Decode text. Raises InvalidBase41 for invalid characters, lengths or values."""
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
