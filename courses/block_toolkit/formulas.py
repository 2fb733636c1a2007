r"""Shows formulas in LaTeX as MathML, which browsers draw without a script.

Formulas are marked as in Open edX: \(...\) or [mathjaxinline], and \[...\] or [mathjax] for one on
a line of its own. A host without latex2mathml shows the source, as does a formula with an error;
Open edX draws it with its own script.
"""

import re
from functools import lru_cache
from html import unescape
from typing import Final

import nh3

MAX_LENGTH: Final = 1_000  # characters of a formula
# Commands that may grow at will; the library repeats the operator of `sideset`.
GROWING: Final = re.compile(r"\\(?:(?:re)?new|provide|Declare|let|def|[egx]def|sideset)")
# Up to the next opening mark, so that many of these without an end are read only once. After a
# backslash it is no mark: \\[2pt] ends a line of a formula.
INNER: Final = r"(?:(?!(?<!\\)\\[(\[]|\[mathjax)[^<])+?"
FORMULA: Final = re.compile(
    r"<(?P<verbatim>code|pre)\b.*?</(?P=verbatim)>"
    r'|<[a-zA-Z/](?:[^>"]|"[^"]*")*>'  # a tag with its attributes
    rf"|(?<!\\)\\\((?P<inline>{INNER})\\\)|\[mathjaxinline\](?P<inline_tag>{INNER})\[/mathjaxinline\]"
    rf"|(?<!\\)\\\[(?P<block>{INNER})\\\]|\[mathjax\](?P<block_tag>{INNER})\[/mathjax\]",
    re.DOTALL,
)
MARKS: Final = ("\\(", "\\[", "[mathjax")
TAGS: Final = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts"),
    *("mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "merror"),
}
ATTRIBUTES: Final = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "separator", "minsize", "maxsize", "lspace", "rspace"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
}


def show_formulas(html: str) -> str:
    """HTML with formulas in its text as MathML, except in `code` and `pre`."""
    return FORMULA.sub(_shown, html) if any(mark in html for mark in MARKS) else html


def _shown(match: re.Match[str]) -> str:
    inline = match["inline"] or match["inline_tag"]
    block = match["block"] or match["block_tag"]
    source = inline or block
    if source is None:
        return match[0]
    return _mathml(unescape(source), "inline" if inline else "block") or match[0]


@lru_cache(maxsize=2_048)
def _mathml(source: str, display: str) -> str:
    """Sanitised MathML; empty if the formula cannot be converted."""
    if len(source) > MAX_LENGTH or GROWING.search(source):
        return ""
    try:
        from latex2mathml.converter import convert

        made = convert(source, display=display)
    except Exception:  # the library is missing, or any of its errors
        return ""
    return nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES)
