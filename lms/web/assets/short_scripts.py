"""Leaves out what browsers do not need of our scripts and styles: comments and spaces. Pure.

Line breaks stay where they may end a statement, so that none can join the next. Template literals
of several lines would lose their indentation; none of ours has any, and a test sees to it.
"""

import re
from itertools import pairwise
from typing import Final

COMMENT: Final = re.compile(rb"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
# At the end of a line. Within a string it would be followed by the quotation mark that ends it.
REMARK: Final = re.compile(rb"(?<=[;,{}()\[\]])[ \t]+// [^\n\"'`]*$", re.MULTILINE)
TYPE: Final = re.compile(rb"/\*\* @type \{[^\n*]*\} \*/ ")  # of an expression or a parameter
INDENT: Final = re.compile(rb"^[ \t]+", re.MULTILINE)
BLANK: Final = re.compile(rb"\n{2,}")
TEXT: Final = re.compile(rb'("(?:[^"\\]|\\.)*"|`[^`]*`)')
SPACES: Final = re.compile(rb" *([=!,;:{}()?&|<>\[\]]+) *")
SIGNS: Final = re.compile(rb"(?<=[\w)\]]) ?([-+*%]=?) ?(?=[\w(\[])")  # two of them need their space
GOES_ON: Final = (b"{", b",", b";", b"(", b"[")  # at the end of a line
UNCLEAR: Final = re.compile(rb"[/'\"]")  # in code: a regular expression, or part of a text


def without_comments(styles: bytes) -> bytes:
    """The style sheet without comments, indentation and blank lines.

    No text in it may hold a comment.
    """
    plain = re.sub(rb"[ \t]*/\*.*?\*/[ \t]*", b"", styles, flags=re.DOTALL)
    return BLANK.sub(b"\n", INDENT.sub(b"", plain))


def shortened(script: bytes) -> bytes:
    """The script without comments, indentation, blank lines and most spaces."""
    plain = TYPE.sub(b"", COMMENT.sub(b"", script))
    lines = BLANK.sub(b"\n", INDENT.sub(b"", REMARK.sub(b"", plain))).split(b"\n")
    return _joined([*map(_without_spaces, lines)])


def _joined(lines: list[bytes]) -> bytes:
    """The lines with breaks where a statement or a remark may end."""
    joined = lines[0]
    for line, following in pairwise(lines):
        goes_on = line.endswith(GOES_ON) and b"//" not in line and following
        joined += following if goes_on else b"\n" + following
    return joined


def _without_spaces(line: bytes) -> bytes:
    """The line without spaces around punctuation; as it is where texts are hard to tell."""
    parts = TEXT.split(line)  # code and text in turn
    if line.count(b"`") > 2 or UNCLEAR.search(b"".join(parts[::2])):  # noqa: PLR2004
        return line
    parts[::2] = (SIGNS.sub(rb"\1", SPACES.sub(rb"\1", code)) for code in parts[::2])
    return b"".join(parts)
