"""Case-insensitive search that also works for non-ASCII letters on every database.

lower() of SQLite, and of PostgreSQL in the C locale, changes ASCII letters only. So the search
tries several spellings of a text, in which only A to Z are lowered beforehand.
"""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from lms.kernel.texts.texts import escape_like


def contains(column: Any, text: str) -> ColumnElement[bool]:
    """Condition: the column contains this text, whatever its case."""
    lowered = func.lower(column)
    patterns = (f"%{escape_like(variant)}%" for variant in case_variants(text))
    return or_(*(lowered.like(pattern, escape="\\") for pattern in patterns))


def case_variants(text: str) -> list[str]:
    """Spellings that a stored text may have after the database lowered it, without duplicates."""
    typed = unicodedata.normalize("NFC", text)
    variants = (typed, typed.lower(), typed.title(), typed.upper())
    return list(dict.fromkeys(_lower_ascii(variant) for variant in variants))


def _lower_ascii(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
