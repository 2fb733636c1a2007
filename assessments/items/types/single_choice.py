"""Single choice: one best answer; one point or none. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assessments.items.types.base import (
    Fields,
    Flaw,
    InvalidResponse,
    Key,
    Options,
    Response,
    flawed,
    option_of,
)
from assessments.items.types.choices import ChoiceItem, choice_flaws, marked_correct


class SingleChoice(ChoiceItem):
    code = "single-choice"
    source_type = "single_best"
    title = ("Satu jawaban terbaik", "One best answer")
    control = "one"

    def flaws(self, entry: Mapping[str, Any]) -> Iterator[Flaw]:
        yield from choice_flaws(entry)
        marked = marked_correct(entry)
        if len(marked) != 1:
            yield from flawed(
                ("options",),
                "item-key-not-one",
                f"{len(marked)} options are marked correct",
                "Mark exactly one option with `correct: true`.",
            )
        elif "key" in entry and str(entry["key"]) != marked[0]:
            yield from flawed(
                ("key",),
                "item-key-differs",
                f"key is {entry['key']}, but option {marked[0]} is marked correct",
                "Let `key` name the option that is marked correct.",
            )

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        if len(values) > 1:
            raise InvalidResponse("more than one option")
        return {"option": option_of(values[0], options)} if values else None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(response is not None and response["option"] in key["correct"])

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["option"],) if response else ()
