"""Turns the HTML of a block into parts of a printed text.

Controls of forms and icons are left out; closed parts of a page are printed open.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml import html as markup

from lms.web.printing.nodes import (
    Node,
    Run,
    boxes,
    bullets,
    drawing,
    framed,
    lines,
    paragraph,
    table,
    text,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
ICON: Final = re.compile(r"<svg\b[^>]*(?:\baria-hidden=|\bclass=\"(?:icon|i)\b)|<use\b")
LABEL: Final = re.compile(r"aria-label=\"([^\"]*)\"|<desc\b[^>]*>([^<]*)</desc>")
VIEW_BOX: Final = re.compile(r"<svg\b[^>]*\bviewBox=\"([^\"]*)\"|<svg\b[^>]*\bviewBox='([^']*)'")
NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
LEFT_OUT: Final = frozenset(
    ("script", "style", "template", "button", "noscript", "nav", "progress", "select", "iframe")
)
BLOCKS: Final = frozenset(
    (
        *("p", "div", "section", "article", "figure", "figcaption", "form", "fieldset", "legend"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("blockquote", "details", "summary", "pre", "hr", "label", "textarea", "header"),
    )
)
BOLD: Final = frozenset(("b", "strong", "summary", "dt", "legend", "h1", "h2", "h3", "h4", "h5"))
BREAK: Final = "\n"
CODES: Final = re.compile(r"#f(\d+)$", re.IGNORECASE)
ROOM: Final = 3  # lines instead of a text field


def nodes_of_html(html: str) -> list[Node]:
    """The parts of a block's HTML, in order."""
    drawings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        drawings.append(match[0])
        return f'<img data-drawing="{len(drawings) - 1}">'

    root = markup.fragment_fromstring(DRAWING.sub(keep, html), create_parent="div")
    return list(_Reader(drawings).parts(root))


class _Reader:
    """Reads elements; runs of inline content become paragraphs."""

    def __init__(self, drawings: list[str]) -> None:
        self._drawings = drawings

    def parts(self, element: "HtmlElement", style: str = "") -> Iterator[Node]:
        """The parts within an element that holds blocks, text or both."""
        runs: list[Run] = [(element.text or "", style)]
        choices: list[str] = []
        for child in element:
            label = _choice(child)
            if label:
                yield from _flushed(runs)
                choices.append(label)
            elif _is_shown(child):
                if choices and (_is_block(child) or child.text_content().strip()):
                    yield boxes([[text(choice)] for choice in choices])
                    choices = []
                if _is_block(child):
                    yield from _flushed(runs)
                    yield from self._block(child, style)
                else:
                    runs.extend(_runs(child, style))
                    pictures = list(self._drawings_in(child))
                    if pictures:
                        yield from _flushed(runs)
                        yield from pictures
            runs.append((child.tail or "", style))
        yield from _flushed(runs)
        if choices:
            yield boxes([[text(choice)] for choice in choices])

    def _block(self, element: "HtmlElement", style: str) -> Iterator[Node]:
        tag = str(element.tag)
        if tag in ("ul", "ol"):
            yield from self._list(element)
        elif tag == "table":
            yield from _table(element)
        elif tag == "pre":
            yield text(element.text_content().strip("\n"), "code")
        elif tag == "textarea":
            yield lines(ROOM)
        elif tag == "blockquote" or "note" in element.get("class", "").split():
            yield framed(*self.parts(element, style))
        else:
            yield from self.parts(element, "bold" if tag in BOLD else style)

    def _list(self, element: "HtmlElement") -> Iterator[Node]:
        items = [list(self.parts(item)) for item in element if item.tag == "li"]
        start = element.get("start", "1")
        first = (int(start) if start.isdecimal() else 1) if element.tag == "ol" else None
        if any(items):
            yield bullets([item for item in items if item], start=first)

    def _drawings_in(self, element: "HtmlElement") -> Iterator[Node]:
        for image in element.iter("img"):
            number = image.get("data-drawing")
            if number is None:
                if image.get("alt"):
                    yield framed(text(image.get("alt")))
            elif not ICON.search(self._drawings[int(number)]):
                yield _drawing(self._drawings[int(number)])


def _drawing(svg: str) -> Node:
    """The drawing with its description, if any; without a size of its own it is only described."""
    label = LABEL.search(svg)
    words = (label[1] or label[2] or "") if label else ""
    description = markup.fromstring(f"<p>{words}</p>").text_content().strip()
    if not _has_size(svg) or not _is_readable(svg):
        return framed(text(description))
    svg = svg.replace("currentColor", "#1b2a33")
    if " xmlns=" not in svg[: svg.index(">")]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return drawing(svg, description)


def _has_size(svg: str) -> bool:
    """Whether the box of a drawing has a width and a height."""
    box = VIEW_BOX.search(svg)
    numbers = NUMBER.findall(box[1] or box[2] or "") if box else []
    return len(numbers) == len(("x", "y", "width", "height")) and all(
        float(number) > 0 for number in numbers[2:]
    )


def _is_readable(svg: str) -> bool:
    try:
        etree.fromstring(svg.encode(), etree.XMLParser(no_network=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return False
    return True


def _is_shown(element: "HtmlElement") -> bool:
    tag = element.tag
    is_hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    return isinstance(tag, str) and tag not in LEFT_OUT and tag != "input" and not is_hidden


def _is_block(element: "HtmlElement") -> bool:
    """Whether an element begins a line: a block, or one around blocks."""
    return element.tag in BLOCKS or any(child.tag in BLOCKS for child in element.iterdescendants())


def _choice(element: "HtmlElement") -> str:
    """The text of a label around a radio button or checkbox; empty for anything else."""
    if element.tag != "label":
        return ""
    kinds = {control.get("type") for control in element.iter("input")}
    return " ".join(element.text_content().split()) if kinds & {"radio", "checkbox"} else ""


def _runs(element: "HtmlElement", style: str) -> Iterator[Run]:
    """The text of an inline element with the style of each part."""
    tag = element.tag
    cited = CODES.search(element.get("href", ""))
    if tag == "br":
        yield BREAK, style
    elif tag == "math":
        yield " ".join(element.text_content().split()), "code"
    elif cited:
        yield f"[F{cited[1]}]", "small"
    else:
        own = {"b": "bold", "strong": "bold", "q": "said", "code": "code"}.get(str(tag), style)
        yield element.text or "", own
        for child in element:
            if _is_shown(child):
                yield from _runs(child, own)
            yield child.tail or "", own


def _flushed(runs: list[Run]) -> Iterator[Node]:
    """A paragraph of the runs so far, without space around; the list is empty afterwards."""
    shown = [
        (re.sub(r"[ \t\r\n\f]+", " ", part) if part != BREAK else part, style)
        for part, style in runs
    ]
    runs.clear()
    if "".join(part for part, _style in shown).strip():
        yield paragraph(*_joined(run for run in shown if run[0]))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs in which each speech is one, also around a word that stays whole: each gets quotes."""
    for style, group in groupby(runs, itemgetter(1)):
        if style == "said":
            yield "".join(part for part, _style in group), style
        else:
            yield from group


def _table(element: "HtmlElement") -> Iterator[Node]:
    rows = [
        [" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th")]
        for row in element.iter("tr")
    ]
    if rows and any(map(any, rows)):
        yield table(rows[0], rows[1:])
