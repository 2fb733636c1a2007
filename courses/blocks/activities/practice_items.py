"""Practice items of a check: shown without their key, judged once they are answered.

An answer is a list of texts: the chosen options, the number given to each step as shown, or the
text chosen for each left side. Pure functions on items in one language.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, Literal

from courses.block_toolkit.markup import checked, picture

Item = Mapping[str, Any]
Answer = list[str]
Shuffle = Callable[[list[Any], str], list[Any]]
Kind = Literal["single_best", "multi_select", "ordering", "matching"]


def read_answer(item: Item, submitted: Mapping[str, list[str]], shuffle: Shuffle) -> Answer | None:
    """What was given for an item, or None where it is not complete."""
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
    """From 0 to 1, as the item's scoring rule says."""
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
    choose: str,
    cite: Callable[[str], str],
    posted: Mapping[str, list[str]],
) -> str:
    """The fields of an item, with what was given in a form that was not taken.

    Nothing in them tells the key.
    """
    kind: Kind = item["type"]
    if kind in ("single_best", "multi_select"):
        return _options(item, "radio" if kind == "single_best" else "checkbox", cite, posted)
    if kind == "ordering":
        shown = shuffle(list(item["correct_order"]), str(item["id"]))
        numbers = [str(n + 1) for n in range(len(shown))]
        return _selects(item, shown, numbers, choose, cite, posted)
    rights = shuffle([pair["right"] for pair in item["pairs"]], str(item["id"]))
    return _selects(item, item["pairs"], rights, choose, cite, posted)


def given_options(item: Item, answer: Answer) -> list[Item]:
    return [option for option in item.get("options", ()) if str(option["id"]) in answer]


def solution(item: Item) -> list[str]:
    """The right answer in words."""
    kind: Kind = item["type"]
    if kind in ("single_best", "multi_select"):
        return [option["text"] for option in item["options"] if option["correct"]]
    if kind == "ordering":
        return [f"{n}. {step['text']}" for n, step in enumerate(item["correct_order"], start=1)]
    return [f"{pair['left']}: {pair['right']}" for pair in item["pairs"]]


def _width(item: Item) -> int:
    return len(item.get("correct_order") or item.get("pairs") or ())


def _multi_select_points(item: Item, answer: Answer) -> float:
    right = {str(option["id"]) for option in item["options"] if option["correct"]}
    chosen = set(answer)
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


def _ordering_points(item: Item, answer: Answer, shuffle: Shuffle) -> float:
    """The share of neighbours that follow each other, or 1 for the whole order."""
    places = {id(step): place for place, step in enumerate(item["correct_order"])}
    shown = shuffle(list(item["correct_order"]), str(item["id"]))
    numbered = sorted(zip(answer, shown, strict=True), key=lambda pair: int(pair[0]))
    order = [places[id(step)] for _, step in numbered]
    follows = [after == before + 1 for before, after in pairwise(order)]
    return sum(follows) / len(follows) if follows else 1.0


def _options(
    item: Item, kind: str, cite: Callable[[str], str], posted: Mapping[str, list[str]]
) -> str:
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


def _selects(
    item: Item,
    asked: Sequence[Item],
    answers: Sequence[str],
    choose: str,
    cite: Callable[[str], str],
    posted: Mapping[str, list[str]],
) -> str:
    """`asked` are steps, or pairs with a left side."""
    name = escape(f"item-{item['id']}")

    def options(n: int) -> str:
        given = posted.get(f"item-{item['id']}-{n}", ())
        return "".join(
            f"<option{' selected' if answer in given else ''}>{escape(answer)}</option>"
            for answer in answers
        )

    return "".join(
        f'<label class="field"><span>{cite(one["left"] if "left" in one else one["text"])}</span>'
        f'{picture(one.get("picture"))}<select class="in" name="{name}-{n}">'
        f'<option value="">{escape(choose)}</option>{options(n)}</select></label>'
        for n, one in enumerate(asked)
    )
