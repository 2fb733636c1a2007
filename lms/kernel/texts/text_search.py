"""Finds a text whatever its capitals are, also letters such as É, with what every database does.

The lower() of SQLite, and of PostgreSQL in the locale C, leaves such letters as they are. So a text
is asked for as it was typed, in small letters and in capitals; only A to Z is lowered beforehand.
"""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from lms.kernel.texts.texts import escaped_for_like


def holds(column: Any, text: str) -> ColumnElement[bool]:
    """True of rows whose column has this text as a part."""
    lowered = func.lower(column)
    patterns = (f"%{escaped_for_like(spelt)}%" for spelt in spellings(text))
    return or_(*(lowered.like(pattern, escape="\\") for pattern in patterns))


def spellings(text: str) -> list[str]:
    """Those that a stored text may have once the database has lowered it, each one once."""
    typed = unicodedata.normalize("NFC", text)
    asked = (typed, typed.lower(), typed.title(), typed.upper())
    return list(dict.fromkeys(_lowered_latin(one) for one in asked))


def _lowered_latin(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
