"""Practice items of a knowledge check: form fields without the key, and scoring of answers.

An answer is a list of strings: ids of the chosen options, the number of each step in the order
shown, or the text chosen for each left side. Pure functions on items in one language.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Literal, NotRequired, Protocol, TypedDict, TypeVar

from courses.block_toolkit.form_values import Submitted
from courses.block_toolkit.markup import checked, picture
from courses.block_toolkit.widgets import chip, with_checked

SHORT_ANSWER = 12  # characters that fit a chip in a row with others
Answer = list[str]
Kind = Literal["single_best", "multi_select", "ordering", "matching"]
Value = TypeVar("Value")


class Option(TypedDict):
    """An option of a choice item. `picture` is described in `markup.picture`."""

    id: str
    text: str
    correct: bool
    rationale: NotRequired[str]
    picture: NotRequired[Mapping[str, object]]


class Step(TypedDict):
    """A step of an ordering item."""

    text: str
    picture: NotRequired[Mapping[str, object]]


class Pair(TypedDict):
    """A pair of a matching item."""

    left: str
    right: str
    picture: NotRequired[Mapping[str, object]]


class Item(TypedDict):
    """A practice item in one language; which lists it has depends on its type."""

    id: str
    type: Kind
    stem: str
    key: NotRequired[str]
    options: NotRequired[list[Option]]
    correct_order: NotRequired[list[Step]]
    pairs: NotRequired[list[Pair]]
    rationale: NotRequired[str]
    picture: NotRequired[Mapping[str, object]]
    case: NotRequired[str]
    case_picture: NotRequired[Mapping[str, object]]


class Shuffle(Protocol):
    """Returns the items in an order that depends on the learner and the salt."""

    def __call__(self, items: list[Value], salt: str) -> list[Value]: ...


def read_answer(item: Item, submitted: Submitted, shuffle: Shuffle) -> Answer | None:
    """Answer to an item in a submitted form, or None if it is incomplete."""
    name = f"item-{item['id']}"
    kind: Kind = item["type"]
    if kind in ("single_best", "multi_select"):
        known = [str(option["id"]) for option in item["options"]]
        given = [value for value in submitted.get(name, []) if value in known]
        return (given[:1] if kind == "single_best" else sorted(set(given))) or None
    given = [value for n in range(_width(item)) for value in submitted.get(f"{name}-{n}", [])[:1]]
    if kind == "ordering":
        numbers = [str(n + 1) for n in range(_width(item))]
        return given if sorted(given) == sorted(numbers) else None
    rights = {pair["right"] for pair in item["pairs"]}
    return given if len(given) == _width(item) and rights.issuperset(given) else None


def points(item: Item, answer: Answer, shuffle: Shuffle) -> float:
    """Score of an answer from 0 to 1 by the scoring rule of the item's type."""
    kind: Kind = item["type"]
    if kind == "single_best":
        return float(answer == [str(item["key"])])
    if kind == "multi_select":
        return _multi_select_points(item, answer)
    if kind == "ordering":
        return _ordering_points(item, answer, shuffle)
    pairs = zip(item["pairs"], answer, strict=True)
    return sum(pair["right"] == given for pair, given in pairs) / _width(item)


def question(
    item: Item,
    *,
    shuffle: Shuffle,
    cite: Callable[[str], str],
    posted: Submitted,
) -> str:
    """Form fields of an item with the values of a rejected form. They do not reveal the key."""
    kind: Kind = item["type"]
    if kind in ("single_best", "multi_select"):
        return _options(item, "radio" if kind == "single_best" else "checkbox", cite, posted)
    if kind == "ordering":
        shown = shuffle(list(item["correct_order"]), str(item["id"]))
        numbers = [str(n + 1) for n in range(len(shown))]
        steps = [(step["text"], step.get("picture")) for step in shown]
        return _rows(item, steps, numbers, cite, posted)
    rights = shuffle([pair["right"] for pair in item["pairs"]], str(item["id"]))
    lefts = [(pair["left"], pair.get("picture")) for pair in item["pairs"]]
    return _rows(item, lefts, rights, cite, posted)


def given_options(item: Item, answer: Answer) -> list[Option]:
    """Options that the answer contains."""
    return [option for option in item.get("options", ()) if str(option["id"]) in answer]


def solution(item: Item) -> list[str]:
    """The correct answer as lines of text."""
    kind: Kind = item["type"]
    if kind in ("single_best", "multi_select"):
        return [option["text"] for option in item["options"] if option["correct"]]
    if kind == "ordering":
        return [f"{n}. {step['text']}" for n, step in enumerate(item["correct_order"], start=1)]
    return [f"{pair['left']}: {pair['right']}" for pair in item["pairs"]]


def _width(item: Item) -> int:
    """Number of rows of an ordering or matching item."""
    return len(item.get("correct_order") or item.get("pairs") or ())


def _multi_select_points(item: Item, answer: Answer) -> float:
    right = {str(option["id"]) for option in item["options"] if option["correct"]}
    chosen = set(answer)
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


def _ordering_points(item: Item, answer: Answer, shuffle: Shuffle) -> float:
    """Fraction of adjacent steps in correct succession; 1 for a single step."""
    positions = {id(step): position for position, step in enumerate(item["correct_order"])}
    shown = shuffle(list(item["correct_order"]), str(item["id"]))
    numbered = sorted(zip(answer, shown, strict=True), key=lambda pair: int(pair[0]))
    order = [positions[id(step)] for _, step in numbered]
    follows = [after == before + 1 for before, after in pairwise(order)]
    return sum(follows) / len(follows) if follows else 1.0


def _options(item: Item, kind: str, cite: Callable[[str], str], posted: Submitted) -> str:
    name = escape(f"item-{item['id']}")
    given = posted.get(f"item-{item['id']}", ())
    options = "".join(
        f'<label class="choice"><input type="{kind}" name="{name}"'
        f' value="{escape(str(option["id"]))}"{checked(str(option["id"]) in given)}>'
        f"<span>{cite(option['text'])}"
        f"{picture(option.get('picture'))}</span></label>"
        for option in item["options"]
    )
    return f'<div class="opts">{options}</div>'


def _rows(
    item: Item,
    rows: Sequence[tuple[str, Mapping[str, object] | None]],
    answers: Sequence[str],
    cite: Callable[[str], str],
    posted: Submitted,
) -> str:
    """A group of chips for each row: a step, or the left side of a pair, with its picture."""
    is_long = any(len(answer) > SHORT_ANSWER for answer in answers)

    def chips(number: int) -> str:
        name = f"item-{item['id']}-{number}"
        options = "".join(
            chip(name, answer, f"<span>{escape(answer)}</span>", is_required=False)
            for answer in answers
        )
        return with_checked(options, next(iter(posted.get(name, ())), None))

    return "".join(
        f'<fieldset class="match"><legend>{cite(text)}</legend>{picture(row_picture)}'
        f'<div class="chips{" long" if is_long else ""}">{chips(n)}</div>'
        "</fieldset>"
        for n, (text, row_picture) in enumerate(rows)
    )
