"""Derive, parse and format cohort codes: 45 bits in Crockford's base 32, in three groups. Pure.

The alphabet has no I, L, O and U. I and L are read as 1, O as 0.
"""

import hmac
import re
from typing import Final
from uuid import UUID

from lms.organisations.cohort_codes.errors import CohortCodeUnknown

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 9
GROUP: Final = 3
CONFUSABLES: Final = str.maketrans("OIL", "011")


def derive_code(key: bytes, class_code_id: UUID) -> str:
    """Derive the code from the key and the id, so that it can be shown again without storing it."""
    number = int.from_bytes(hmac.digest(key, class_code_id.bytes, "sha256"), "big")
    return "".join(ALPHABET[number >> (5 * position) & 31] for position in range(LENGTH))


def parse_code(text: str) -> str:
    """Normalise a typed or scanned code. Raises ClassCodeUnknown."""
    code = re.sub(r"[\s\-.]", "", text).upper().translate(CONFUSABLES)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise CohortCodeUnknown()
    return code


def format_code(code: str) -> str:
    """The code in groups, as it is shown."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
