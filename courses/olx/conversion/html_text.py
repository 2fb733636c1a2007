"""Converts HTML to Markdown and names elements that have no equivalent."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote

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
MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*"}
VERBATIM: Final = frozenset({"code", "pre"})
SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
SHOWN: Final = frozenset({"img", "iframe", "video", "audio", "object", "embed", "svg", "canvas"})
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>])")
LEADING: Final = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s)", re.MULTILINE)
SAFE: Final = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)
TICKS: Final = re.compile("`+")
PLACEHOLDER: Final = re.compile("\0([0-9]+)\0")  # marks verbatim text, restored at the end


def html_to_markdown(
    html: str, has_file: Callable[[str], bool] = lambda _address: False
) -> tuple[str, tuple[str, ...]]:
    """The Markdown, and the names of dropped elements (pictures, frames ...).

    `has_file` tells whether a URL is a file of the course, to which a text may link.
    """
    reader = _Reader(has_file)
    reader.feed(html.replace("\0", ""))
    reader.close()
    reader.end_verbatim()
    text = re.sub(r"[ \t]+\n", "\n", "".join(reader.parts))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    text = PLACEHOLDER.sub(lambda match: reader.preserved[int(match[1])], text)
    return text, tuple(dict.fromkeys(reader.lost))


class _Reader(HTMLParser):
    def __init__(self, has_file: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self._has_file = has_file
        self.parts: list[str] = []
        self.preserved: list[str] = []
        self._verbatim: list[str] | None = None
        self._around = ""  # the open verbatim element: code or pre
        self.lost: list[str] = []
        self._silent = 0
        self._lists: list[int | None] = []  # next number of each open list; None for bullets
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
            if tag in ("script", "style"):
                self.lost.append(tag)
        elif self._verbatim is not None:
            self._inside_verbatim(tag, attributes)
        elif tag == "img" and self._has_file(attributes.get("src", "")):
            words = _escaped(" ".join(attributes.get("alt", "").split()))
            self.parts.append(f"![{words}](<{_address(attributes['src'])}>)")
        elif tag in SHOWN:
            self._lose(tag, attributes)
        elif tag in VERBATIM:
            self._verbatim, self._around = [], tag
        else:
            self._start(tag, attributes)

    def _lose(self, tag: str, attributes: dict[str, str]) -> None:
        self.lost.append(f"{tag} {attributes.get('src') or attributes.get('data') or ''}".strip())
        if alt := attributes.get("alt", "").strip():
            self.parts.append(f"({_escaped(alt)})")

    def _inside_verbatim(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in SHOWN:
            self.lost.append(
                f"{tag} {attributes.get('src') or attributes.get('data') or ''}".strip()
            )
        elif tag == "br" and self._verbatim is not None:
            self._verbatim.append("\n")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in HEADINGS:
            self.parts.append(f"\n\n{HEADINGS[tag]}")
        elif tag == "br":
            self.parts.append("\\\n")
        elif tag == "hr":
            self.parts.append("\n\n---\n\n")
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        else:
            self._part(tag, attributes)

    def _part(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "a":
            self._links.append(attributes.get("href", ""))
            self.parts.append("[" if self._leads(self._links[-1]) else "")
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
            self.parts.append("\n\n" if len(self._lists) == 1 else "\n")
        elif tag == "li":
            self.parts.append(self._bullet())
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in BLOCKS:
            self.parts.append("\n\n" if not self._lists else " ")

    def _leads(self, address: str) -> bool:
        return bool(SAFE.match(address)) or self._has_file(address)

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
        elif self._verbatim is not None:
            if tag == self._around:
                self.end_verbatim()
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "a" and self._links:
            address = self._links.pop()
            if self._leads(address):
                self.parts.append(f"](<{_address(address)}>)")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self.parts.append("" if self._lists else "\n\n")
        elif tag in HEADINGS or tag in BLOCKS:
            self.parts.append("\n\n" if not self._lists else "")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._verbatim is not None:
            self._verbatim.append(data)
        else:
            self.parts.append(_escaped(re.sub(r"\s+", " ", data)))

    def end_verbatim(self) -> None:
        """Add verbatim text with a fence that is longer than any run of backticks in it."""
        if self._verbatim is None:
            return
        text, self._verbatim = "".join(self._verbatim), None
        longest = max(map(len, TICKS.findall(text)), default=0)
        if self._around == "pre":
            fence = "`" * max(3, longest + 1)
            indent = "   " * len(self._lists)
            lines = [fence, *text.strip("\n").split("\n"), fence]
            self.parts.append("\n\n" + self._preserve("\n".join(indent + line for line in lines)))
            self.parts.append("\n\n")
        elif text.strip():
            fence = "`" * (longest + 1)
            inside = " ".join(text.split())
            space = " " if longest else ""
            self.parts.append(self._preserve(f"{fence}{space}{inside}{space}{fence}"))

    def _preserve(self, text: str) -> str:
        self.preserved.append(text)
        return f"\0{len(self.preserved) - 1}\0"


def _escaped(text: str) -> str:
    return LEADING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))


def _address(text: str) -> str:
    return re.sub(r"[<>\s]", lambda match: quote(match[0]), text.strip())
