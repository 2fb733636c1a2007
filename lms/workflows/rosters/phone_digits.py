"""Restore phone numbers that a spreadsheet has turned into numbers. Pure."""

import re
from typing import Final

from lms.accounts.errors import PhoneRounded

SCIENTIFIC: Final = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
FRACTION: Final = re.compile(r"(\+?\d{6,16})[.,]0+")
LOOKALIKE_LETTERS: Final = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})


def restore_digits(text: str) -> str:
    """The digits of texts such as `6.2812345678E+11` and `81234567890.0`; other texts unchanged.

    Raises PhoneRounded if digits are lost, as in 6.28E+11.
    """
    if fraction := FRACTION.fullmatch(text):
        return fraction[1]
    number = SCIENTIFIC.fullmatch(text)
    if number is None:
        return text
    digits = number[1] + (number[2] or "")
    if len(digits) < int(number[3]) + 1:
        raise PhoneRounded()
    return digits[: int(number[3]) + 1]
