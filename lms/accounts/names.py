"""A person's name as they write it: one word or many, in any script. Pure."""

import re
import unicodedata

from lms.accounts.errors import NameHasAddress, NameHasNumber, NameMissing
from lms.kernel.texts import TextHasHiddenMarks, clean_line

MAX_LENGTH = 60  # what two lines of a certificate hold
ADDRESS = re.compile(r"@|://|\bwww\.", re.IGNORECASE)
MOST_DIGITS = 5  # fewer than any number of identity; a title or an ordinal may hold some


def clean_name(text: str) -> str:
    """The name on one line. Raises TextTooLong, TextHasHiddenMarks or one of the errors above.

    Marks that nobody sees are refused rather than dropped: they come by pasting, and two names that
    look the same would be two.
    """
    if any(_is_hidden(character) for character in text[: 4 * MAX_LENGTH]):
        raise TextHasHiddenMarks()
    name = clean_line(text, max_length=MAX_LENGTH)
    digits = sum(character.isdigit() for character in name)
    if digits > MOST_DIGITS:
        raise NameHasNumber(digits=digits)
    if ADDRESS.search(name):
        raise NameHasAddress()
    if not any(character.isalpha() for character in name):
        raise NameMissing()
    return name


def _is_hidden(character: str) -> bool:
    """Control characters, direction marks and characters without a width; new lines are blanks."""
    return unicodedata.category(character) in ("Cc", "Cf") and character not in "\t\r\n"
