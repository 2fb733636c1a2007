"""Masks numbers that may identify a person. Imports no XBlock, so that pages load it cheaply."""

import re
from typing import Final

SIXTEEN_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")
MASK: Final = "*" * 16
NUMBERS_ARE_MASKED = (
    "Numbers of 16 digits are replaced by asterisks, since they may be an identity number."
)


def mask_long_numbers(text: str) -> str:
    """Replace numbers of 16 digits, the length of an Indonesian identity number (NIK)."""
    return SIXTEEN_DIGITS.sub(MASK, text)


def has_masked_number(text: str) -> bool:
    """Whether a number was replaced in this text."""
    return MASK in text
