"""The Markdown of a case as safe HTML: paragraphs, lists, tables, quotations, emphasis. Pure.

Titles would break the order of headings of the page around, so they become bold lines; links would
lead out of a test, and pictures stand beside the text with their alternative text.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS: Final = {
    *("p", "strong", "em", "ul", "ol", "li", "blockquote", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "code"),
}


def marked(text: str) -> str:
    """HTML in which nothing of the text acts: raw HTML in it is shown as it stands."""
    import nh3

    html = str(_parser().render(text))
    for level in "123456":
        html = html.replace(f"<h{level}>", "<p><strong>").replace(f"</h{level}>", "</strong></p>")
    return nh3.clean(html, tags=TAGS, attributes={"ol": {"start"}})


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
