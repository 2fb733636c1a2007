"""Ordering items: scored by the share of neighbouring steps in the right order. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from assessments.items.types.base import Choice, Control, Feedback, InvalidResponse, ItemType
from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import RATIONALE, STEM, Part, Rows, Texts
from assessments.items.types.values import (
    Content,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Response,
    get_text,
    get_texts,
)

MIN_STEPS = 3
STEP = Texts("text", ("Langkah", "Step"))


class Ordering(ItemType):
    """An answer gives each step a position. A position given twice is stored and scores 0."""

    code = "ordering"
    source_type = "ordering"
    title = ("Urutan langkah", "Steps in order")

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")
        steps = entry.get("correct_order")
        if not isinstance(steps, list | tuple) or len(steps) < MIN_STEPS:
            yield from single_flaw(
                ("correct_order",),
                "item-steps-few",
                "an ordering needs at least three steps",
                "List the steps in the right order, each with id, text_id and text_en.",
            )
            return
        for number, step in enumerate(steps):
            texts = step if isinstance(step, Mapping) else {}
            yield from find_missing_texts(texts, "text", "correct_order", number)
        if len({str(s.get("id")) for s in steps if isinstance(s, Mapping)}) != len(steps):
            yield from single_flaw(
                ("correct_order",),
                "item-option-repeated",
                "two steps have the same id",
                "Give each step a unique id.",
            )

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        steps = [
            {"id": str(step["id"]), "text_id": step["text_id"], "text_en": step["text_en"]}
            for step in entry["correct_order"]
        ]
        by_text = sorted(
            steps, key=lambda step: step["text_id"]
        )  # so that content does not reveal the key
        content = {"stem_id": entry["stem_id"], "stem_en": entry["stem_en"], "steps": by_text}
        key = {
            "order": [step["id"] for step in steps],
            "rationale_id": entry["rationale_id"],
            "rationale_en": entry["rationale_en"],
        }
        return content, key

    def form(self) -> tuple[Part, ...]:
        label = ("Langkah dalam urutan yang benar", "Steps in their right order")
        return (STEM, Rows("correct_order", label, (STEP,), pictures_at="{id}"), RATIONALE)

    def entry(self, content: Content, key: Key) -> JsonObject:
        steps = {step["id"]: dict(step) for step in content["steps"]}
        texts = {**get_texts(content, "stem"), **get_texts(key, "rationale")}
        return {**texts, "correct_order": [steps[step] for step in key["order"]]}

    def option_ids(self, content: Content) -> list[str]:
        return [step["id"] for step in content["steps"]]

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        texts = {step["id"]: get_text(step, "text", language) for step in content["steps"]}
        positions = (response or {}).get("places", {})
        numbers = range(1, len(options) + 1)
        return tuple(
            Control(
                value,
                "list",
                texts[step],
                tuple(Choice(str(n), str(n), positions.get(step) == n) for n in numbers),
            )
            for value, step in options
        )

    def response(self, fields: Fields, options: Options) -> Response | None:
        positions = {}
        for value, step in options:
            given = [text for text in fields.get(value, ()) if text]
            if given:
                positions[step] = _position(given, len(options))
        return {"places": positions} if positions else None

    def cleared(self) -> Response | None:
        return {"places": {}}

    def score(self, key: Key, response: Response | None) -> Fraction:
        positions = _distinct((response or {}).get("places", {}))
        neighbours = list(pairwise(key["order"]))
        following = [a in positions and positions.get(b) == positions[a] + 1 for a, b in neighbours]
        return Fraction(sum(following), len(neighbours))

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        texts = {step["id"]: get_text(step, "text", language) for step in content["steps"]}
        positions = (response or {}).get("places", {})
        notes = tuple(
            (texts[step], positions.get(step) == number, str(number))
            for number, step in enumerate(key["order"], start=1)
        )
        return Feedback(self.score(key, response), notes, get_text(key, "rationale", language))

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        positions = (response or {}).get("places", {})
        return (
            (">".join(sorted(positions, key=lambda step: (positions[step], step))),)
            if positions
            else ()
        )


def _position(given: list[str], count: int) -> int:
    positions = {str(position): position for position in range(1, count + 1)}
    if len(given) != 1 or given[0] not in positions:
        raise InvalidResponse("no such position")
    return positions[given[0]]


def _distinct(positions: Mapping[str, int]) -> dict[str, int]:
    """Return only the steps whose position no other step has."""
    given = list(positions.values())
    return {step: position for step, position in positions.items() if given.count(position) == 1}
