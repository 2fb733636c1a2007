"""How a class code is made and read: 45 bits in Crockford's base 32, in three groups. Pure.

The alphabet has no I, L, O and U; who types them for 1 and 0 is understood.
"""

import hmac
import re
from typing import Final
from uuid import UUID

from lms.organisations.cohort_codes.errors import ClassCodeUnknown

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 9
GROUP: Final = 3
TYPED: Final = str.maketrans("OIL", "011")


def derived_code(key: bytes, class_code_id: UUID) -> str:
    """The code that only the holder of the key can name, now and when a sheet is printed again."""
    number = int.from_bytes(hmac.digest(key, class_code_id.bytes, "sha256"), "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH))


def read_code(text: str) -> str:
    """What somebody typed or scanned, without groups and case. Raises ClassCodeUnknown."""
    code = re.sub(r"[\s\-.]", "", text).upper().translate(TYPED)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise ClassCodeUnknown()
    return code


def grouped(code: str) -> str:
    """As people read it aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
