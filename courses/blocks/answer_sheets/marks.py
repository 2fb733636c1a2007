"""Marks in the HTML of a sheet, which scripts replace. No author can type them."""

from typing import Final

FIRST: Final = "\x01"
SECOND: Final = "\x02"
THIRD: Final = "\x03"
