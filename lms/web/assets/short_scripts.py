"""Leaves out what browsers do not need of our scripts: comments and indentation. Pure.

Line breaks stay, so that no statement can join the next. Template literals of several lines would
lose their indentation; none of ours has any, and a test sees to it.
"""

import re
from typing import Final

COMMENT: Final = re.compile(rb"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
# At the end of a line. Within a string it would be followed by the quotation mark that ends it.
REMARK: Final = re.compile(rb"(?<=[;,{}()\[\]])[ \t]+// [^\n\"'`]*$", re.MULTILINE)
INDENT: Final = re.compile(rb"^[ \t]+", re.MULTILINE)
BLANK: Final = re.compile(rb"\n{2,}")


def shortened(script: bytes) -> bytes:
    """The script without comments, indentation and blank lines."""
    return BLANK.sub(b"\n", INDENT.sub(b"", REMARK.sub(b"", COMMENT.sub(b"", script))))
