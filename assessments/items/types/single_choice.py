"""Single choice: one best answer; one point or none. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assessments.items.types.base import (
    Content,
    Control,
    Feedback,
    Fields,
    Flaw,
    ItemType,
    Key,
    Options,
    Response,
    UnfitResponse,
    flawed,
    option_of,
)
from assessments.items.types.choices import (
    choice_control,
    choice_flaws,
    choice_ids,
    choice_notes,
    marked_correct,
    read_choices,
)


class SingleChoice(ItemType):
    code = "single-choice"
    source_type = "single_best"

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

    def read(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        return read_choices(entry)

    def option_ids(self, content: Content) -> list[str]:
        return choice_ids(content)

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        return (choice_control("one", content, options, self.chosen(response), language),)

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        if len(values) > 1:
            raise UnfitResponse("more than one option")
        return {"option": option_of(values[0], options)} if values else None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(response is not None and response["option"] in key["correct"])

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        return Feedback(self.score(key, response), choice_notes(content, key, language), "")

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["option"],) if response else ()
