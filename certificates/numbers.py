"""Certificate numbers: 80 random bits as 16 characters of Crockford's base32. Portable.

People copy numbers from paper, so parsing is lenient: either case, with or without hyphens. The
letters O, I and L, which are not in the alphabet, count as 0, 1 and 1.
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
    """Return a random number in canonical form."""
    import secrets  # not needed for parsing

    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def parse_number(text: str) -> str | None:
    """Return the canonical form of a typed number, or None if it is not a number."""
    if len(text) > _LONGEST_INPUT:
        return None
    plain = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    return plain if is_number(plain) else None


def is_number(text: str) -> bool:
    """Whether this is a number in canonical form, as in QR codes."""
    return _NUMBER.fullmatch(text) is not None


def format_number(number: str) -> str:
    """Format a canonical number as printed: 7K4M-2Q9X-HT3W-P8DR."""
    return "-".join(number[start : start + 4] for start in range(0, LENGTH, 4))


def number_bytes(number: str) -> bytes:
    """Return the 10 bytes of a canonical number that are signed."""
    return int(number.translate(_TO_BASE_32), 32).to_bytes(10, "big")
