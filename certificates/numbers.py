"""Certificate numbers: 80 random bits as 16 characters of Crockford's base32. Portable.

People copy them from paper, so reading is lenient: either case, with or without hyphens, and the
letters O, I and L, which the alphabet leaves out, stand for the digits they look like.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16

_LOOKALIKES = str.maketrans("OIL", "011")
_NUMBER = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_SEPARATORS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212-]+")
_LONGEST_INPUT = 64
_TO_BASE_32 = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")  # as int() reads it


def generate_number() -> str:
    import secrets  # not for those who only read numbers

    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def parse_number(text: str) -> str | None:
    """The canonical number that somebody typed, or None when it cannot be one."""
    if len(text) > _LONGEST_INPUT:
        return None
    plain = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    return plain if is_number(plain) else None


def is_number(text: str) -> bool:
    """Whether this is a number in its canonical form, as it stands in a QR code."""
    return _NUMBER.fullmatch(text) is not None


def format_number(number: str) -> str:
    """As printed: 7K4M-2Q9X-HT3W-P8DR."""
    return "-".join(number[start : start + 4] for start in range(0, LENGTH, 4))


def number_bytes(number: str) -> bytes:
    """The 10 bytes of a canonical number, as they enter the signature."""
    return int(number.translate(_TO_BASE_32), 32).to_bytes(10, "big")
