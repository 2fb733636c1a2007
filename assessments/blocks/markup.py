"""HTML of items for third-party hosts. All texts of a course are escaped. Pure."""

from collections.abc import Iterable
from html import escape

from assessments.blocks.texts import say
from assessments.items.case_markup import render_case
from assessments.items.types.base import Control, Feedback, Picture

HINTS = {
    "one": "Choose one answer.",
    "several": "Choose all that fit.",
    "list": "Choose from the list at each line.",
    "text": "Write a short answer.",
    "number": "Write a number.",
}


def item_form(
    number: int,
    stem: str,
    controls: Iterable[Control],
    language: str,
    shown: Picture | None = None,
) -> str:
    """Return an item as a fieldset. Names of fields begin with the item's number."""
    controls = tuple(controls)
    lines = "".join(_control(control, number, language) for control in controls)
    hint = escape(say(language, HINTS[controls[0].kind]))
    return (
        f'<fieldset class="stack"><legend class="ask">{number}. {escape(stem)}</legend>'
        f'{picture(shown)}<p class="hint">{hint}</p>{lines}</fieldset>'
    )


def picture(shown: Picture | None) -> str:
    """Return a picture with its description; inline style fits it to any host's page."""
    if shown is None:
        return ""
    source, style = escape(shown.inline), "max-width: 100%; height: auto"
    return f'<img class="item-picture" src="{source}" alt="{escape(shown.alt)}" style="{style}">'


def case(label: str, number: int, text: str, shown: Picture | None = None) -> str:
    """Return a case as a section, labelled with the number of its first item."""
    return (
        f'<section class="card prose" aria-label="{escape(label)} {number}">'
        f'<p class="eyebrow">{escape(label)}</p>{render_case(text)}{picture(shown)}</section>'
    )


def field_name(number: int, control_name: str) -> str:
    """Return the name of a form field of an item."""
    return f"{number}.{control_name}"


def feedback_list(number: int, stem: str, feedback: Feedback, language: str) -> str:
    """Return each option with its mark and reason. For practice only."""
    mark = escape(say(language, "Right"))
    rows = "".join(
        f"<li>{escape(text)}{f' <b>({mark})</b>' if is_right else ''}: {escape(reason)}</li>"
        for text, is_right, reason in feedback.notes
    )
    reason = f"<p>{escape(feedback.rationale)}</p>" if feedback.rationale else ""
    return f"<section><h3>{number}. {escape(stem)}</h3><ul>{rows}</ul>{reason}</section>"


def button(label: str, value: str, *, is_main: bool) -> str:
    """Return a submit button that sends `go=value`."""
    kind = "btn main" if is_main else "btn"
    return (
        f'<button class="{kind}" type="submit" name="go" value="{value}">{escape(label)}</button>'
    )


def _control(control: Control, number: int, language: str) -> str:
    if control.kind == "list":
        return _list(control, number, language)
    if control.kind in ("text", "number"):
        return _line(control, number, language)
    return _options(control, number)


def _line(control: Control, number: int, language: str) -> str:
    mode = ' inputmode="decimal"' if control.kind == "number" else ""
    name = escape(field_name(number, control.name))
    label = escape(say(language, "Your answer"))
    return (
        f'<label class="field"><span>{label}</span><input class="in" type="text"{mode}'
        f' maxlength="200" autocomplete="off" name="{name}"'
        f' value="{escape(control.value)}"></label>'
    )


def _options(control: Control, number: int) -> str:
    kind = "radio" if control.kind == "one" else "checkbox"
    name = escape(field_name(number, control.name))
    return (
        '<div class="opts">'
        + "".join(
            f'<label class="choice"><input type="{kind}" name="{name}" value="{choice.value}"'
            f"{' checked' if choice.is_chosen else ''}><span>{escape(choice.text)}"
            f"{picture(choice.picture)}</span></label>"
            for choice in control.choices
        )
        + "</div>"
    )


def _list(control: Control, number: int, language: str) -> str:
    options = "".join(
        f'<option value="{choice.value}"{" selected" if choice.is_chosen else ""}>'
        f"{escape(choice.text)}</option>"
        for choice in control.choices
    )
    none = escape(say(language, "Not chosen yet"))
    name = escape(field_name(number, control.name))
    return (
        f'<label class="field"><span>{escape(control.label)}</span>{picture(control.picture)}'
        f'<select class="in" name="{name}"><option value="">{none}</option>{options}</select>'
        "</label>"
    )
