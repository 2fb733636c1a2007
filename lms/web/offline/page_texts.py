"""The texts of a page that a search finds: of the main part, or of each entry of a list.

The script of the search reads kept pages in the same way (static/offline/search.js).
"""

import re
from html.parser import HTMLParser
from typing import Final

LEFT_OUT: Final = ("script", "template", "nav", "svg")
VOID: Final = ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
NO_TEXT: Final = ("act", "crumb", "source", "vh")  # classes of what is no text of a lesson
BEFORE_MARK: Final = re.compile(r"\s+(?=[.,;:?!)\u2019\u201d])")


class PageTexts(HTMLParser):
    """Reads a page; `main` is its text, `entries` are its entries by address and title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, bool, str | None]] = []  # tag, whether left out, entry
        self._main: list[str] = []
        self._entries: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}  # of entries, by id
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_data(" ")
        if tag in VOID:
            return
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        is_out = tag in LEFT_OUT or "hidden" in values or bool({*classes} & {*NO_TEXT})
        entry = values.get("id") if "data-entry" in values else None
        if entry:
            self.titles[entry] = values["data-entry"] or ""
        outer = self._open[-1] if self._open else ("", False, None)
        self._open.append((tag, is_out or outer[1], entry or outer[2]))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        _tag, is_out, entry = self._open[-1] if self._open else ("", False, None)
        if is_out:
            return
        self._main.append(data)
        if entry:
            self._entries.setdefault(entry, []).append(data)

    @property
    def main(self) -> str:
        return _joined(self._main)

    @property
    def entries(self) -> dict[str, str]:
        """Texts by the id of their entry."""
        return {entry: _joined(parts) for entry, parts in self._entries.items()}


def _joined(parts: list[str]) -> str:
    return BEFORE_MARK.sub("", " ".join("".join(parts).split()))
