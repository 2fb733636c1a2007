"""Pages of HTML as Markdown, since a text of ours is Markdown. What has no form there is named."""

import re
from html.parser import HTMLParser
from typing import Final

HEADINGS: Final = {
    "h1": "## ",
    "h2": "## ",
    "h3": "### ",
    "h4": "#### ",
    "h5": "#### ",
    "h6": "#### ",
}
BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "header", "footer", "figure", "figcaption", "table", "tr"}
    | {"ul", "ol", "dl", "dt", "dd", "address", "fieldset", "form", "main", "nav", "body", "html"}
)
MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
SHOWN: Final = frozenset({"img", "iframe", "video", "audio", "object", "embed", "svg", "canvas"})
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>])")
LEADING: Final = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s)", re.MULTILINE)
SAFE: Final = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)


def html_to_markdown(html: str) -> tuple[str, tuple[str, ...]]:
    """The text, and the names of elements (pictures, frames ...) that it has no form for."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+\n", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), tuple(dict.fromkeys(reader.lost))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: list[str] = []
        self._silent = 0
        self._lists: list[int | None] = []  # the next number of each list around; None: bullets
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in SILENT:
            self._silent += 1
            if tag in ("script", "style"):
                self.lost.append(tag)
        elif tag in SHOWN:
            self.lost.append(f"{tag} {told.get('src') or told.get('data') or ''}".strip())
            if alt := (told.get("alt") or "").strip():
                self.parts.append(f"({_escaped(alt)})")
        elif tag in HEADINGS:
            self.parts.append(f"\n\n{HEADINGS[tag]}")
        elif tag == "br":
            self.parts.append("  \n")
        elif tag == "hr":
            self.parts.append("\n\n---\n\n")
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        else:
            self._start(tag, told)

    def _start(self, tag: str, told: dict[str, str | None]) -> None:
        if tag == "a":
            self._links.append(told.get("href") or "")
            self.parts.append("[" if SAFE.match(self._links[-1]) else "")
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
            self.parts.append("\n\n" if len(self._lists) == 1 else "\n")
        elif tag == "li":
            self.parts.append(self._bullet())
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in BLOCKS:
            self.parts.append("\n\n" if not self._lists else " ")

    def _bullet(self) -> str:
        indent = "   " * max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"\n{indent}- "
        self._lists[-1] = number + 1
        return f"\n{indent}{number}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "a" and self._links:
            address = self._links.pop()
            if SAFE.match(address):
                self.parts.append("](<" + re.sub(r"[<>\s]", "", address) + ">)")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self.parts.append("" if self._lists else "\n\n")
        elif tag in HEADINGS or tag in BLOCKS:
            self.parts.append("\n\n" if not self._lists else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(_escaped(re.sub(r"\s+", " ", data)))


def _escaped(text: str) -> str:
    return LEADING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))
