"""References of blocks to files of their course, and the addresses where a reader finds them. Pure.

Blocks say `/static/NAME`, which is the same in every course, version and host; so it stands in
their fields and in archives. Where they are shown, it becomes the address of the file.
"""

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Final
from urllib.parse import quote, unquote

MARK: Final = "/static/"
# not within a longer address; up to where an attribute or a text in quotation marks ends
REFERENCE: Final = re.compile(r"(?<![\w.:/-])/static/((?:(?!/static/)[^\"'<>\\\r\n]){1,300})")
ENDS: Final = re.compile(r"[\s()\[\]{}?#&,;]|&quot;|[.!:](?=\s|$)")
MAX_ENDS: Final = 8  # in a name; more are not looked for


class StaticLinks:
    """`prefix` leads to the files of one version, for one reader; `names` are those that it has."""

    def __init__(self, prefix: str, names: Collection[str]) -> None:
        self._prefix = prefix
        self._names = frozenset(names)

    def replaced(self, text: str) -> str:
        """The text with addresses in place of references; others stay as they are."""
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
    """Files that a text refers to and that are not among these, each by what it is called there."""
    for match in REFERENCE.finditer(text) if MARK in text else ():
        readings = [name for reading in _readings(match[1]) for name in _names(reading)]
        if readings and not any(name in names for name in readings):
            yield readings[-1]


def _readings(text: str) -> Iterator[str]:
    """The longest first: a name may hold what also ends one."""
    ends = [end for match in ENDS.finditer(text) if (end := match.start())][:MAX_ENDS]
    yield from (text[:end] for end in (len(text), *reversed(ends)))


def _names(text: str) -> tuple[str, ...]:
    plain = unescape(text)
    return tuple(dict.fromkeys((text, plain, unquote(plain))))
