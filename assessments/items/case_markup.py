"""Renders the Markdown of a case as safe HTML. Pure.

Course texts have a renderer of their own, `courses.block_toolkit.markdown`.

Headings would break the heading order of the page, so they become bold lines. Links would lead out
of a test and are removed. Pictures are stored beside the text, with their alternative text.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS: Final = {
    *("p", "strong", "em", "ul", "ol", "li", "blockquote", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "code"),
}


def render_case(text: str) -> str:
    """Return sanitised HTML; raw HTML in the text is escaped."""
    import nh3

    html = str(_parser().render(text))
    for level in "123456":
        html = html.replace(f"<h{level}>", "<p><strong>").replace(f"</h{level}>", "</strong></p>")
    return nh3.clean(html, tags=TAGS, attributes={"ol": {"start"}})


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
