"""Renders Markdown of course texts as sanitised HTML in our design.

Cases of test items have a renderer of their own, `assessments.items.case_markup`.

Raw HTML is escaped. Headings of level 1 are dropped, because the page has a title. Emphasis around
a quotation (*"..."*) becomes a quotation to say aloud; other emphasis becomes bold.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.block_toolkit.formulas import show_formulas
from courses.block_toolkit.markup import icon

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "b", "q", "code", "pre", "hr", "br", "a"),
    *("blockquote", "table", "thead", "tbody", "tr", "th", "td", "div", "img"),
}
ATTRIBUTES = {
    "a": {"href"},
    "q": {"class"},
    "div": {"class"},
    "table": {"class"},
    "td": {"data-l"},
    "ol": {"start"},
    "img": {"src", "alt"},
}
FILES = "/static/"  # course files; images with other URLs are dropped
QUOTED = re.compile(r"<em>\s*(?:&quot;|[\"“])(.+?)(?:&quot;|[\"”])\s*</em>", re.DOTALL)
SENTENCE_ENDS = (".", "?", "!", "…")
CORE = re.compile(
    r"<p><strong>(Inti pelajaran|Key point|Key message|In short)([:.])</strong>(.*?)</p>",
    re.DOTALL,
)
CORE_OPENS = '<div class="note core">'
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def render_markdown(text: str, *, has_formulas: bool = True) -> str:
    """Sanitised HTML of a Markdown text, with formulas as MathML unless `has_formulas` is false."""
    tokens = list(_without_title(_parser.parse(text)))
    _remove_remote_images(tokens)
    _label_cells(tokens)
    html = str(_parser.renderer.render(tokens, _parser.options, {}))
    html = QUOTED.sub(_quotation, html)
    html = html.replace("<em>", "<b>").replace("</em>", "</b>")
    html = html.replace("<table>", '<table class="flip">').replace("<th></th>", "<td></td>")
    html = CORE.sub(r'<div class="note core"><p><b>\1\2</b>\3</p></div>', html)
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel="noreferrer")
    safe = safe.replace(CORE_OPENS, CORE_OPENS + icon("umbrella"))
    return show_formulas(safe) if has_formulas else safe


def _quotation(match: re.Match[str]) -> str:
    """A whole sentence is shown as a block to say aloud; a part of one stays inline."""
    is_sentence = match[1].rstrip()[-1:] in SENTENCE_ENDS
    return f'<q class="say">{match[1]}</q>' if is_sentence else f"<q>{match[1]}</q>"


def _without_title(tokens: Sequence[Token]) -> Iterator[Token]:
    is_title = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            is_title = token.type == "heading_open"
        elif not is_title:
            yield token


def _remove_remote_images(tokens: Sequence[Token]) -> None:
    """Remove images that are not files of the course."""
    for token in tokens:
        if token.children:
            token.children = [
                child
                for child in token.children
                if child.type != "image" or str(child.attrGet("src")).startswith(FILES)
            ]


def _label_cells(tokens: Sequence[Token]) -> None:
    """Add the column name to each cell: on phones, table rows are shown as cards."""
    names: list[str] = []
    column = 0
    for token, following in pairwise(tokens):
        if token.type == "thead_open":
            names = []
        elif token.type == "th_open":
            names.append(following.content)
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-l", names[column] if column < len(names) else "")
            column += 1
