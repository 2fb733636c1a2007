"""Cleans typed text so that it is safe to store and show: single lines and free text. Pure.

Control characters are dropped, since nobody types them on purpose. Bidirectional marks and
unpaired surrogates are rejected, because they can make a text look like another one.
"""

import re
import unicodedata

from lms.kernel.errors import Invalid

DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HALF_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
NEW_LINES = re.compile("\r\n?|\u2028|\u2029|\u0085|\x0b|\x0c")


class TextMissing(Invalid):
    code = "text-missing"


class TextTooLong(Invalid):
    code = "text-too-long"


class TextHasHiddenMarks(Invalid):
    code = "text-has-hidden-marks"


def clean_line(text: str, *, max_length: int) -> str:
    """Single line: line breaks and runs of blanks become one blank. May be empty.

    `max_length` in characters. Raises TextTooLong or TextHasHiddenMarks.
    """
    return " ".join(_clean(text, max_length).split())


def clean_text(text: str, *, max_length: int) -> str:
    """Free text: line breaks and tabs stay. May be empty.

    `max_length` in characters. Raises TextTooLong or TextHasHiddenMarks.
    """
    return _clean(text, max_length).strip()


def coerce_line(value: object, *, max_length: int) -> str:
    """Single line of a value from another system: what `clean_line` rejects is removed or cut.

    `max_length` in characters. "" for anything but text.
    """
    if not isinstance(value, str):
        return ""
    text = value[: 2 * max_length]  # a normal form is at most four times as long
    for unsafe in (DIRECTION_MARKS, HALF_CHARACTERS):
        text = unsafe.sub("", text)
    return clean_line(text, max_length=8 * max_length)[:max_length].strip()


def printable_or_empty(value: object, *, max_length: int) -> str:
    """The value if it is a text of printable characters within the length, else "".

    For ids and addresses that another system gives: they are taken as they are, or not at all.
    """
    is_text = isinstance(value, str) and len(value) <= max_length and value.isprintable()
    return str(value) if is_text else ""


def escape_like(text: str) -> str:
    """Escape the wildcards of LIKE with backslashes."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _clean(text: str, max_length: int) -> str:
    if len(text) > 4 * max_length:  # before the costly normalisation
        raise TextTooLong(max=max_length, length=len(text))
    if DIRECTION_MARKS.search(text) or HALF_CHARACTERS.search(text):
        raise TextHasHiddenMarks()
    text = NEW_LINES.sub("\n", unicodedata.normalize("NFC", INVISIBLE.sub("", text)))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    if len(text.strip()) > max_length:
        raise TextTooLong(max=max_length, length=len(text.strip()))
    return text
