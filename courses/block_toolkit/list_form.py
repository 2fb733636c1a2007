"""Lists of a block as rows of a form, without script: each row has a position and can be removed.

Names of controls lead to the value: `cards.0.front` is the front of the first card. One empty row
stands at the end, so that each saving makes room for another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite, nan
from textwrap import shorten
from typing import Final, Literal, cast

from courses.block_toolkit.texts import LANGUAGES

Row = dict[str, object]
Kind = Literal["id", "line", "text", "number", "yes", "ids", "rows"]
Translate = Callable[..., str]

LANGUAGE_NAMES: Final = {"id": "Bahasa Indonesia", "en": "English"}
POSITION: Final = "~position"  # no key of content begins with ~
REMOVE: Final = "~remove"
TEXT_ROWS: Final = 3
MAX_DIGITS: Final = 6  # of the index of a row; Python refuses to read very long numbers
SUMMARY_LENGTH: Final = 60  # characters of a row that is closed
TYPES: Final[Mapping[Kind, type | tuple[type, ...]]] = {
    "id": (str, int),
    "line": str,
    "text": str,
    "number": (int, float),
    "yes": bool,
    "ids": list,
    "rows": list,
}


class InvalidRow(ValueError):
    """Raised if a value of a row is not of its kind; the message names row and value."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value of each row. `id` is proposed if left empty, `ids` are separated by commas.

    A `has_languages` value is entered in Indonesian and English. `rows` has the parts of a list
    inside the row.
    """

    name: str
    label: str
    kind: Kind = "line"
    has_languages: bool = False
    rows: tuple["Part", ...] = ()


def is_of_shape(rows: object, shape: Sequence[Part]) -> bool:
    """Whether stored content can be edited in rows; otherwise it is edited as JSON."""
    return isinstance(rows, list) and all(
        isinstance(row, dict) and all(_fits(row, part) for part in shape) for row in rows
    )


def _fits(row: Row, part: Part) -> bool:
    values = [row[name] for name in (part.name, *_names(part)) if row.get(name) is not None]
    if not all(isinstance(value, TYPES[part.kind]) for value in values):
        return False
    if part.kind == "ids":
        return all(
            isinstance(word, str | int) for value in values for word in cast(list[object], value)
        )
    return part.kind != "rows" or all(is_of_shape(value, part.rows) for value in values)


def render_rows(
    name: str, rows: Sequence[Row], shape: Sequence[Part], *, html_id: str, translate: Translate
) -> str:
    """The rows and an empty one as HTML, each closed until an author opens it."""
    shown = [
        _row(f"{name}.{index}", index, row, shape, html_id=html_id, translate=translate)
        for index, row in enumerate((*rows, {}))
    ]
    marker = f'<input type="hidden" name="{escape(name)}.~rows" value="{len(shown)}">'
    return f'<div class="stack stack-s">{marker}{"".join(shown)}</div>'


def _row(
    name: str,
    index: int,
    row: Row,
    shape: Sequence[Part],
    *,
    html_id: str,
    translate: Translate,
) -> str:
    title = translate("Row {number}", number=index + 1) if row else translate("A new row")
    content = ": ".join(filter(None, (title, _first_text(row, shape))))
    parts = "".join(
        _control(name, row, part, html_id=html_id, translate=translate) for part in shape
    )
    return (
        f'<details class="acc"><summary>{escape(content)}</summary><div class="stack-s">'
        f"{parts}{_position(name, index, html_id=html_id, translate=translate)}"
        f"{_removal(name, translate) if row else ''}</div></details>"
    )


def _first_text(row: Row, shape: Sequence[Part]) -> str:
    names = [name for part in shape if part.has_languages for name in (part.name, *_names(part))]
    texts = (str(row[name]) for name in names if row.get(name))
    return shorten(next(texts, ""), SUMMARY_LENGTH, placeholder=" …")


def _position(name: str, index: int, *, html_id: str, translate: Translate) -> str:
    box_id = f"{html_id}-{name}-position"
    return (
        f'<div class="field"><label for="{escape(box_id)}">{escape(translate("Position"))}</label>'
        f'<input class="in short" type="number" min="1" id="{escape(box_id)}"'
        f' name="{escape(name)}.{POSITION}" value="{index + 1}"></div>'
    )


def _removal(name: str, translate: Translate) -> str:
    box = f'<input type="checkbox" name="{escape(name)}.{REMOVE}" value="yes">'
    return f'<label class="choice">{box}<span>{escape(translate("Remove this row"))}</span></label>'


def _control(name: str, row: Row, part: Part, *, html_id: str, translate: Translate) -> str:
    label = translate(part.label)
    if part.kind == "rows":
        inner = cast(list[Row], row.get(part.name) or [])
        below = render_rows(
            f"{name}.{part.name}", inner, part.rows, html_id=html_id, translate=translate
        )
        return f'<div class="stack-s"><p class="label">{escape(label)}</p>{below}</div>'
    if not part.has_languages:
        return _box(f"{name}.{part.name}", label, part.kind, row.get(part.name), html_id)
    own = row.get(part.name)  # one text for both languages
    return "".join(
        _box(
            f"{name}.{part.name}_{language}",
            f"{label} ({LANGUAGE_NAMES[language]})",
            part.kind,
            row.get(f"{part.name}_{language}", own if language == LANGUAGES[0] else None),
            html_id,
        )
        for language in LANGUAGES
    )


def _box(name: str, label: str, kind: Kind, value: object, html_id: str) -> str:
    named = f'id="{escape(f"{html_id}-{name}")}" name="{escape(name)}"'
    if kind == "yes":
        box = f'<input type="checkbox" {named} value="yes"{" checked" if value else ""}>'
        return f'<label class="choice">{box}<span>{escape(label)}</span></label>'
    text = ", ".join(map(str, value)) if isinstance(value, list) else value
    shown = escape("" if text is None else str(text))
    box = f'<input class="in" type="text" {named} value="{shown}">'
    if kind == "number":
        box = f'<input class="in short" type="number" step="any" {named} value="{shown}">'
    elif kind == "text":
        box = f'<textarea class="in" rows="{TEXT_ROWS}" {named}>\n{shown}</textarea>'
    labelled = f'<label for="{escape(f"{html_id}-{name}")}">{escape(label)}</label>'
    return f'<div class="field">{labelled}{box}</div>'


def is_submitted(name: str, form: Mapping[str, str]) -> bool:
    """Whether the form holds the rows of this list."""
    return f"{name}.~rows" in form


def read_rows(
    name: str,
    form: Mapping[str, str],
    shape: Sequence[Part],
    stored: Sequence[object],
    *,
    translate: Translate,
) -> list[Row]:
    """Rows of a submitted form in their new order, without empty and removed ones.

    Keys of stored rows that have no control stay. Raises InvalidRow.
    """
    rows: list[tuple[float, float, Row]] = []
    for index in _indices(name, form):
        own = f"{name}.{index}"
        old = stored[index] if index < len(stored) else {}
        row = dict(_values(own, form, shape, old if isinstance(old, dict) else {}, translate))
        if any(row.values()) and f"{own}.{REMOVE}" not in form:
            text = form.get(f"{own}.{POSITION}", "").strip()
            label = translate("Position")
            position = _number(text, label, index, translate) if text else index + 1
            rows.append((position, position - index, _with_other_keys(row, old, shape)))
    # A row that moves to the position of another comes before it if it moves up, else after it.
    rows.sort(key=lambda entry: entry[:2])
    return _with_ids([row for _position, _way, row in rows], shape)


def _indices(name: str, form: Mapping[str, str]) -> list[int]:
    """Indices of the rows that the form holds; the form may lie about their number."""
    start = len(name) + 1
    heads = {key[start:].partition(".")[0] for key in form if key.startswith(f"{name}.")}
    numbers = (head for head in heads if head.isascii() and head.isdecimal())
    return sorted(int(head) for head in numbers if len(head) <= MAX_DIGITS)


def _values(
    name: str, form: Mapping[str, str], shape: Sequence[Part], old: Row, translate: Translate
) -> Iterator[tuple[str, object]]:
    """Pairs of key and value, without those that are empty."""
    for part in shape:
        own = f"{name}.{part.name}"
        if part.kind == "rows":
            inner = old.get(part.name)
            below = inner if isinstance(inner, list) else []
            if rows := read_rows(own, form, part.rows, below, translate=translate):
                yield part.name, rows
        elif part.kind == "yes":
            if own in form or not old or part.name in old:
                yield part.name, own in form
        elif part.has_languages:
            yield from _texts(part, [form.get(f"{own}_{each}", "") for each in LANGUAGES])
        elif text := form.get(own, "").replace("\r\n", "\n").strip():
            yield part.name, _converted(text, part, name, translate)


def _texts(part: Part, texts: Sequence[str]) -> Iterator[tuple[str, object]]:
    """A pair of languages; a text in one language alone is shown in both."""
    clean = [text.replace("\r\n", "\n").strip() for text in texts]
    if all(clean):
        yield from zip(_names(part), clean, strict=True)
    elif any(clean):
        yield part.name, clean[0] or clean[1]


def _converted(text: str, part: Part, name: str, translate: Translate) -> object:
    if part.kind == "ids":
        return [word.strip() for word in text.split(",") if word.strip()]
    if part.kind == "number":
        index = int(name.rpartition(".")[2])
        return _number(text, translate(part.label), index, translate)
    return text


def _number(text: str, label: str, index: int, translate: Translate) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = nan
    if not isfinite(number):
        problem = "Row {number}, {label}: write a number."
        raise InvalidRow(translate(problem, number=index + 1, label=label))
    return int(number) if number.is_integer() else number


def _with_other_keys(row: Row, old: object, shape: Sequence[Part]) -> Row:
    edited = {name for part in shape for name in (part.name, *_names(part))}
    others = old.items() if isinstance(old, dict) else ()
    return row | {key: value for key, value in others if key not in edited}


def _with_ids(rows: list[Row], shape: Sequence[Part]) -> list[Row]:
    """Rows without an id get the lowest number that is free."""
    for part in shape:
        if part.kind == "id":
            taken = {row.get(part.name) for row in rows}
            free = (str(number) for number in range(1, 10_000) if str(number) not in taken)
            rows = [row if row.get(part.name) else {part.name: next(free), **row} for row in rows]
    return rows


def _names(part: Part) -> list[str]:
    return [f"{part.name}_{language}" for language in LANGUAGES]
