"""Multiple choice: (right minus wrong choices) by the number of right ones, never below 0. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assessments.items.types.base import (
    Fields,
    Flaw,
    Key,
    Options,
    Response,
    UnfitResponse,
    flawed,
    option_of,
)
from assessments.items.types.choices import ChoiceItem, choice_flaws, marked_correct


class MultipleChoice(ChoiceItem):
    code = "multiple-choice"
    source_type = "multi_select"
    control = "several"

    def flaws(self, entry: Mapping[str, Any]) -> Iterator[Flaw]:
        yield from choice_flaws(entry)
        if not marked_correct(entry):
            yield from flawed(
                ("options",),
                "item-key-missing",
                "no option is marked correct",
                "Mark every right option with `correct: true`.",
            )

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        chosen = sorted({option_of(value, options) for value in values})
        if len(chosen) != len(values):
            raise UnfitResponse("an option twice")
        return {"options": chosen} if chosen else None

    def cleared(self) -> Response | None:
        return {"options": []}

    def score(self, key: Key, response: Response | None) -> Fraction:
        chosen, right = set(self.chosen(response)), set(key["correct"])
        return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return tuple(response["options"]) if response else ()
