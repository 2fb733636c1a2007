"""Guesses the format of a file of items from its beginning and its name. Pure.

Content counts before the name, since programs save different formats as .txt or .xml. The reader of
the guessed format may still reject the file.
"""

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath
from typing import Final

from assessments.exchange.reading import FileRejected
from assessments.exchange.spreadsheet.cells import SEPARATORS
from assessments.exchange.spreadsheet.template import get_heading_names
from assessments.exchange.texts import decode_text, normalise_text
from assessments.exchange.xml_files import MAX_ENTRIES, ZIP

BEGINNING: Final = 64 * 1024  # bytes of a file, and of a part of a package
MAX_PARTS: Final = 40  # of a package that are examined
BOOK: Final = "xl/workbook.xml"
MARKS: Final = (
    # an opening tag, with or without a prefix, of one format only
    ("qti3", re.compile(r"<(?:\w+:)?qti-assessment-(?:item|stimulus)\b")),
    ("qti2", re.compile(r"<(?:\w+:)?assessmentItem\b")),
    ("moodle-xml", re.compile(r"<quiz\b")),
    ("olx", re.compile(r"<problem\b")),
)
ANSWER_LINE: Final = re.compile(r"^\s*ANSWER:[^\S\n]*[A-Za-z][^\S\n]*$", re.MULTILINE)
GIFT_ANSWERS: Final = re.compile(r"(?<!\\)\{")
BY_NAME: Final = {".csv": "csv", ".gift": "gift"}
KNOWN_HEADINGS: Final = 2


def guess_format(content: bytes, file_name: str) -> str | None:
    """Return the name of the format in the registry, or None if it is unclear."""
    if content.startswith(ZIP):
        return _of_package(content)
    try:
        text = decode_text(content[:BEGINNING])
    except FileRejected:
        return None
    return _of_text(text, PurePath(file_name).suffix.lower())


def _of_text(text: str, suffix: str) -> str | None:
    if text.lstrip().startswith("<"):
        return _marked(text)
    if _has_our_headings(text):
        return "csv"
    if suffix in BY_NAME:
        return BY_NAME[suffix]
    if ANSWER_LINE.search(text):
        return "aiken"
    return "gift" if GIFT_ANSWERS.search(text) else None


def _marked(text: str) -> str | None:
    return next((name for name, mark in MARKS if mark.search(text)), None)


def _has_our_headings(text: str) -> bool:
    first, known = text.lstrip().partition("\n")[0], get_heading_names()
    separator = max(SEPARATORS, key=first.count)
    cells = (normalise_text(cell.strip(' "')).casefold() for cell in first.split(separator))
    return sum(cell in known for cell in cells) >= KNOWN_HEADINGS


def _of_package(content: bytes) -> str | None:
    """Return the format of a package: a workbook, or that of its first XML parts."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            if len(names) > MAX_ENTRIES:
                return None
            if BOOK in names:
                return "xlsx"
            parts = [name for name in names if name.lower().endswith(".xml")][:MAX_PARTS]
            return next(filter(None, (_of_part(package, name) for name in parts)), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return None


def _of_part(package: zipfile.ZipFile, name: str) -> str | None:
    with package.open(name) as part:
        return _marked(part.read(BEGINNING).decode(errors="replace"))
