"""Single choice: exactly one option is right; 1 point or 0. Pure."""

from collections.abc import Iterator
from fractions import Fraction

from assessments.items.types.base import InvalidResponse, get_option_id
from assessments.items.types.choices import ChoiceItem, find_choice_flaws, list_correct
from assessments.items.types.flaws import Flaw, single_flaw
from assessments.items.types.values import Entry, Fields, Key, Options, Response


class SingleChoice(ChoiceItem):
    """A choice with exactly one right option."""

    code = "single-choice"
    source_type = "single_best"
    title = ("Satu jawaban terbaik", "One best answer")
    control = "one"

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_choice_flaws(entry)
        marked = list_correct(entry)
        if len(marked) != 1:
            yield from single_flaw(
                ("options",),
                "item-key-not-one",
                f"{len(marked)} options are marked correct",
                "Mark exactly one option with `correct: true`.",
            )
        elif "key" in entry and str(entry["key"]) != marked[0]:
            yield from single_flaw(
                ("key",),
                "item-key-differs",
                f"key is {entry['key']}, but option {marked[0]} is marked correct",
                "Let `key` name the option that is marked correct.",
            )

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        if len(values) > 1:
            raise InvalidResponse("more than one option")
        return {"option": get_option_id(values[0], options)} if values else None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(response is not None and response["option"] in key["correct"])

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["option"],) if response else ()
