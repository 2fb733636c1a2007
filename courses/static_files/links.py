"""Replaces references to files of a course by URLs. Pure.

Fields of blocks and archives contain `/static/NAME`, which is independent of course, version and
host. When a block is rendered, it is replaced by the URL of the file.
"""

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Final
from urllib.parse import quote, unquote

MARK: Final = "/static/"
# not within a longer URL; ends at quotes and line ends
REFERENCE: Final = re.compile(r"(?<![\w.:/-])/static/((?:(?!/static/)[^\"'<>\\\r\n]){1,300})")
ENDS: Final = re.compile(r"[\s()\[\]{}?#&,;]|&quot;|[.!:](?=\s|$)")
MAX_ENDS: Final = 8  # possible ends tried per name


class StaticLinks:
    """Replaces references; `prefix` is the base URL, `names` the existing files."""

    def __init__(self, prefix: str, names: Collection[str]) -> None:
        self._prefix = prefix
        self._names = frozenset(names)

    def replaced(self, text: str) -> str:
        """The text with references to existing files replaced by URLs."""
        if not self._names or MARK not in text:
            return text
        return REFERENCE.sub(self._address, text)

    def _address(self, match: re.Match[str]) -> str:
        for reading in _readings(match[1]):
            for name in _names(reading):
                if name in self._names:
                    return f"{self._prefix}{quote(name)}{match[1][len(reading) :]}"
        return match[0]


NO_LINKS: Final = StaticLinks("", ())


def missing_files(text: str, names: Collection[str]) -> Iterator[str]:
    """Names of referenced files that are not in `names`."""
    for match in REFERENCE.finditer(text) if MARK in text else ():
        readings = [name for reading in _readings(match[1]) for name in _names(reading)]
        if readings and not any(name in names for name in readings):
            yield readings[-1]


def _readings(text: str) -> Iterator[str]:
    """Possible names, longest first, since names may contain the characters in ENDS."""
    ends = [end for match in ENDS.finditer(text) if (end := match.start())][:MAX_ENDS]
    yield from (text[:end] for end in (len(text), *reversed(ends)))


def _names(text: str) -> tuple[str, ...]:
    plain = unescape(text)
    return tuple(dict.fromkeys((text, plain, unquote(plain))))
