"""Masks numbers that may identify a person. Imports no XBlock, so that pages load it cheaply."""

import re
from typing import Final

SIXTEEN_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")
MASK: Final = "*" * 16


def mask_long_numbers(text: str) -> str:
    """Replace numbers of 16 digits, the length of an Indonesian identity number (NIK)."""
    return SIXTEEN_DIGITS.sub(MASK, text)
