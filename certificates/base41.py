"""Base41: two bytes in three characters, as base45 (RFC 9285), all of them legal in a URL.

Every character is also in the alphanumeric set of QR codes, so that the code stays small and a
camera opens it. A single last byte takes two characters. Portable.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*-.:"

_BASE = len(ALPHABET)
_SQUARE = _BASE * _BASE
_LARGEST_WORD, _LARGEST_BYTE = 0xFFFF, 0xFF
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PAIRS = [ALPHABET[value % _BASE] + ALPHABET[value // _BASE] for value in range(_SQUARE)]


class NotBase41(ValueError):
    """The text is not what `encode` would have written."""


def encode(data: bytes) -> str:
    """Little-endian digits, as in base45: c + 41 d + 1681 e = 256 first + second."""
    words = zip(data[::2], data[1::2], strict=False)
    text = "".join(
        _PAIRS[word % _SQUARE] + ALPHABET[word // _SQUARE]
        for word in (first << 8 | second for first, second in words)
    )
    return text + (_PAIRS[data[-1]] if len(data) % 2 else "")


def decode(text: str) -> bytes:
    """Raises NotBase41 for a foreign character, an impossible length or a digit out of range."""
    if len(text) % 3 == 1:
        raise NotBase41("length")
    try:
        digits = [_VALUES[character] for character in text]
    except KeyError:
        raise NotBase41("character") from None
    words = [
        low + _BASE * middle + _SQUARE * high
        for low, middle, high in zip(digits[::3], digits[1::3], digits[2::3], strict=False)
    ]
    tail = [digits[-2] + _BASE * digits[-1]] if len(text) % 3 else []
    if max(words, default=0) > _LARGEST_WORD or max(tail, default=0) > _LARGEST_BYTE:
        raise NotBase41("range")
    return b"".join(word.to_bytes(2, "big") for word in words) + bytes(tail)
