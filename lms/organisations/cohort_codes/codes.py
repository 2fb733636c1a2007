"""How a class code is made and read: 45 bits in Crockford's base 32, in three groups. Pure.

The alphabet has no I, L, O and U; who types them for 1 and 0 is understood.
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
    """The code that only the holder of the key can name, now and when a sheet is printed again."""
    number = int.from_bytes(hmac.digest(key, class_code_id.bytes, "sha256"), "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH))


def parse_code(text: str) -> str:
    """What somebody typed or scanned, without groups and case. Raises ClassCodeUnknown."""
    code = re.sub(r"[\s\-.]", "", text).upper().translate(CONFUSABLES)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise CohortCodeUnknown()
    return code


def format_code(code: str) -> str:
    """As people read it aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
