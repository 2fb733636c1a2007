"""A person's name as they write it: one word or many, in any script. Pure."""

import re
import unicodedata
from itertools import groupby

from lms.accounts.errors import NameHasAddress, NameHasNumber, NameMissing, NameNotPrintable
from lms.kernel.texts.texts import TextHasHiddenMarks, clean_line

MAX_LENGTH = 60  # what two lines of a certificate hold
ADDRESS = re.compile(r"@|://|\bwww\.", re.IGNORECASE)
WIDE_LIGATURE = "\ufdfd"  # one character, and wider than the page
MAX_COMBINING_MARKS = (
    4  # over and under one letter, as no script needs; more of them leave their line
)
MAX_DIGITS = 5  # fewer than any number of identity; a title or an ordinal may hold some


def clean_name(text: str) -> str:
    """The name on one line. Raises TextTooLong, TextHasHiddenMarks or one of the errors above.

    Marks that nobody sees are refused rather than dropped: they come by pasting, and two names that
    look the same would be two.
    """
    if any(_is_hidden(character) for character in text[: 4 * MAX_LENGTH]):
        raise TextHasHiddenMarks()
    name = clean_line(text, max_length=MAX_LENGTH)
    if burst := _oversized_characters(name):
        raise NameNotPrintable(characters=burst)
    digits = sum(character.isdigit() for character in name)
    if digits > MAX_DIGITS:
        raise NameHasNumber(digits=digits)
    if ADDRESS.search(name):
        raise NameHasAddress()
    if not any(character.isalpha() for character in name):
        raise NameMissing()
    return name


def _oversized_characters(name: str) -> str:
    """What fonts have and a certificate has no room for."""
    if WIDE_LIGATURE in name:
        return WIDE_LIGATURE
    for is_mark, characters in groupby(name, key=lambda one: unicodedata.category(one) == "Mn"):
        if is_mark and len(marks := list(characters)) > MAX_COMBINING_MARKS:
            return "".join(f"\u25cc{mark}" for mark in dict.fromkeys(marks))
    return ""


def _is_hidden(character: str) -> bool:
    """Control characters, direction marks and characters without a width; new lines are blanks."""
    return unicodedata.category(character) in ("Cc", "Cf") and character not in "\t\r\n"
