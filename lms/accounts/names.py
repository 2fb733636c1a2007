"""Validate names of people: one word or many, in any script. Pure."""

import re
import unicodedata
from itertools import groupby

from lms.accounts.errors import NameHasAddress, NameHasNumber, NameMissing, NameNotPrintable
from lms.kernel.texts.texts import TextHasHiddenMarks, clean_line

MAX_NAME_LENGTH = 60  # what two lines of a certificate hold
ADDRESS = re.compile(r"@|://|\bwww\.", re.IGNORECASE)
WIDE_LIGATURE = "\ufdfd"  # one character that is wider than the page
MAX_COMBINING_MARKS = 4  # on one letter; no script needs more, and more would leave the line
MAX_DIGITS = 5  # titles and ordinals may contain some; identity numbers have more


def clean_name(text: str) -> str:
    """Return the name on one line.

    Raises TextTooLong, TextHasHiddenMarks, NameNotPrintable, NameHasNumber, NameHasAddress or
    NameMissing. Hidden characters are rejected, not dropped: two names that look alike would
    otherwise differ.
    """
    if any(_is_hidden(character) for character in text[: 4 * MAX_NAME_LENGTH]):
        raise TextHasHiddenMarks()
    name = clean_line(text, max_length=MAX_NAME_LENGTH)
    if oversized := _oversized_characters(name):
        raise NameNotPrintable(characters=oversized)
    digits = sum(character.isdigit() for character in name)
    if digits > MAX_DIGITS:
        raise NameHasNumber(digits=digits)
    if ADDRESS.search(name):
        raise NameHasAddress()
    if not any(character.isalpha() for character in name):
        raise NameMissing()
    return name


def _oversized_characters(name: str) -> str:
    """Characters that the fonts have but that do not fit on a certificate."""
    if WIDE_LIGATURE in name:
        return WIDE_LIGATURE
    for is_mark, characters in groupby(name, key=_is_mark):
        if is_mark and len(marks := list(characters)) > MAX_COMBINING_MARKS:
            return "".join(f"\u25cc{mark}" for mark in dict.fromkeys(marks))
    return ""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _is_hidden(character: str) -> bool:
    """Control, direction and zero-width characters. Tabs and line breaks count as blanks."""
    return unicodedata.category(character) in ("Cc", "Cf") and character not in "\t\r\n"
