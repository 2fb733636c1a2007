"""Numbers of phones after a spreadsheet has counted with them. Pure."""

import re
from typing import Final

from lms.accounts.errors import PhoneRounded

SCIENTIFIC: Final = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
FRACTION: Final = re.compile(r"(\+?\d{6,16})[.,]0+")
LOOKALIKE_LETTERS: Final = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})


def restore_digits(text: str) -> str:
    """`6.2812345678E+11` and `81234567890.0` as the digits they were.

    Raises PhoneRounded where digits are lost: 6.28E+11 may be a thousand million numbers.
    """
    if fraction := FRACTION.fullmatch(text):
        return fraction[1]
    rounded = SCIENTIFIC.fullmatch(text)
    if rounded is None:
        return text
    digits = rounded[1] + (rounded[2] or "")
    if len(digits) < int(rounded[3]) + 1:
        raise PhoneRounded()
    return digits[: int(rounded[3]) + 1]
