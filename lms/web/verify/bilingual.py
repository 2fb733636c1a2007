"""Template globals for texts in Indonesian and English, each with its `lang` attribute.

{{ both("Nomor", "Number") }} {{ lines("Kalimat.", "A sentence.") }} {{ term("Nama", "Name") }}
"""

from functools import cache

from flask import Flask
from markupsafe import Markup

from lms.web.verify.verdicts import Verdict

INLINE = Markup('<span lang="id">{}</span> <span lang="en">/ {}</span>')
PARAGRAPHS = Markup('<p lang="id">{}</p><p class="small" lang="en">{}</p>')
TERM = Markup("<dt>{}</dt>")
HEAD = Markup(
    '<div class="{}" data-verdict="{}"><svg viewBox="0 0 56 56" fill="none" stroke="currentColor" '
    'stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path '
    'd="M8 30C9 16 18 9 28 9s19 7 20 21q-5-5-10 0-5-5-10 0-5-5-10 0-5-5-10 0ZM28 9V4"/><path '
    'd="{}"/></svg><h2 id="verdict" lang="id">{}</h2><p lang="en">{}</p></div>'
)
CODE_HEAD = Markup('<template data-head="{}">{}</template>')


def init_app(app: Flask) -> None:
    """Register the globals."""
    app.jinja_env.globals.update(
        both=both, lines=lines, term=term, verdict_head=verdict_head, code_heads=code_heads
    )


def both(text_id: str, text_en: str) -> Markup:
    """Format a label in both languages on one line."""
    return INLINE.format(text_id, text_en)


def lines(text_id: str, text_en: str) -> Markup:
    """Format sentences as a paragraph in each language."""
    return PARAGRAPHS.format(text_id, text_en)


def term(text_id: str, text_en: str) -> Markup:
    """Format the term of a description list."""
    return TERM.format(both(text_id, text_en))


@cache
def verdict_head(verdict: Verdict) -> Markup:
    """Format the head of the card: icon and a sentence in each language."""
    kind = f"verdict {verdict.look}".rstrip()
    return HEAD.format(kind, verdict.code, verdict.sign, verdict.text_id, verdict.text_en)


@cache
def code_heads(*verdicts: Verdict) -> Markup:
    """Format heads that scripts show after they read the signed part of a code."""
    heads = [CODE_HEAD.format(verdict.code, verdict_head(verdict)) for verdict in verdicts]
    return Markup("\n").join(heads)
