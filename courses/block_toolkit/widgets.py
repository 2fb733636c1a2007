"""HTML of the parts that activities share: buttons that answer, and the result of an answer."""

import re
from collections.abc import Callable
from html import escape
from typing import Final

from courses.block_toolkit.markup import CITATIONS, icon, keep_whole, tag

# A sentence ends before a capital letter; "12.30" and the initial of a name do not end one.
SENTENCE_END: Final = re.compile(r"\w\w[.!?…][\"\u201d\u2019]?(?=\s+[\"\u201c\u2018]?[A-Z])")
MAX_LEAD: Final = 120  # characters of a first sentence that is shown as a lead


def pick(name: str, value: str, text: str) -> str:
    """A submit button that is one of the answers. Citations in its text are left out."""
    label = keep_whole(escape(CITATIONS.sub("", text), quote=False))
    return (
        f'<button class="pick" type="submit" name="{escape(name)}" value="{escape(value)}">'
        f"<span>{label}</span>{icon('next')}</button>"
    )


def consequence(text: str, cite: Callable[[str], str]) -> str:
    """Feedback as HTML: what happens first, then why. A single short sentence is all lead."""
    text = text.strip()
    ends = (match.end() for match in SENTENCE_END.finditer(text))
    end = next((end for end in ends if _has_closed_quotes(text[:end])), None)
    if end is None and len(text) <= MAX_LEAD:
        return f'<p class="ask">{cite(text)}</p>'
    if end is None or end > MAX_LEAD:
        return f"<p>{cite(text)}</p>"
    return f'<p class="ask">{cite(text[:end])}</p><p>{cite(text[end:].lstrip())}</p>'


def _has_closed_quotes(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("\u201c") == text.count("\u201d")


def result(
    *parts: str, is_good: bool, mark: str, is_status: bool = False, is_harmful: bool = False
) -> str:
    """The box with the result of an answer. `mark` says in words what the colour says.

    `is_status` is for the result of the whole activity, which screen readers announce.
    `is_harmful` is for an answer that endangers somebody.
    """
    kind, label = " well" if is_good else "", answer_tag(mark, is_good, is_harmful)
    status = ' role="status"' if is_status else ""
    return f'<div class="result{kind}"{status}><p>{label}</p>{"".join(parts)}</div>'


def answer_tag(mark: str, is_good: bool, is_harmful: bool) -> str:
    """The mark of an answer as a tag with its colour and drawing."""
    if is_good:
        return tag("done", mark, "check")
    return tag("fix", mark, "harm") if is_harmful else tag("now", mark, "undo")


def folded(summary: str, *parts: str, is_open: bool = False) -> str:
    """Parts that are closed at first, under a line with the summary, which is escaped."""
    return (
        f'<details class="acc thin"{" open" if is_open else ""}><summary><span>{escape(summary)}'
        f"</span></summary><div>{''.join(parts)}</div></details>"
    )


def chip(
    name: str,
    value: str,
    label: str,
    *,
    field: str = "",
    kind: str = "",
    is_required: bool = True,
) -> str:
    """A radio button with its label, which is HTML. `field` is the HTML id of the input."""
    html_id = f' id="{field}"' if field else ""
    required = " required" if is_required else ""
    return (
        f'<label class="chip{kind}"><input type="radio" name="{escape(name)}"'
        f' value="{escape(value)}"{html_id}{required}>{label}</label>'
    )


def with_checked(chips: str, value: str | None) -> str:
    """Chips as HTML, with the one of this value checked."""
    if value is None:
        return chips
    named = f'value="{escape(value)}"'
    return chips.replace(named, f"{named} checked", 1)


def field_error(field: str, text: str) -> str:
    """The message of a field, or an empty string without a text."""
    return f'<p class="err" id="{field}-err">{icon("fix")}{escape(text)}</p>' if text else ""


def card_steps(back: str, onward: str) -> str:
    """Buttons from card to card, which scripts show where only one card is in sight.

    They have no arrows, which lead from step to step below them.
    """
    return (
        '<div class="card-steps">'
        f'<button class="btn quiet" type="button">{escape(back)}</button>'
        f'<button class="btn" type="button">{escape(onward)}</button></div>'
    )


def count_line(text: str, template: str) -> str:
    """How much is done. Scripts fill {done} and {all} into the template as answers change."""
    return (
        f'<p class="check-line" role="status" data-count="{escape(template)}">{icon("half")}'
        f"<span>{escape(text)}</span></p>"
    )
