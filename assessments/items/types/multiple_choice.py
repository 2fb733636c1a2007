"""Multiple choice, with three rules for partial credit. Pure."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from assessments.items.types.base import InvalidResponse, get_option_id
from assessments.items.types.choices import ChoiceItem, find_choice_flaws, list_correct
from assessments.items.types.flaws import Flaw, single_flaw
from assessments.items.types.form_parts import Line, Part, Pick
from assessments.items.types.values import (
    Content,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Response,
)

DEFAULT_RULE: Final = "right-minus-wrong"
RULES: Final = (
    (DEFAULT_RULE, ("Benar dikurangi salah, minimal 0", "Right minus wrong choices, at least 0")),
    ("per-option", ("Tiap pilihan dinilai sendiri", "Each option counts by itself")),
    ("all-or-nothing", ("Semua atau tidak sama sekali", "All or nothing")),
)
PARTIAL: Final = Pick(
    "partial", ("Nilai untuk jawaban sebagian", "Points when partly right"), RULES, DEFAULT_RULE
)
BOUNDS: Final = (
    Line("partial_from", ("Sebagian dinilai mulai (%)", "A part counts from (%)")),
    Line("partial_to", ("Sebagian dinilai paling banyak (%)", "A part counts at most (%)")),
)
PERCENT: Final = 100


class MultipleChoice(ChoiceItem):
    """Partial credit has bounds: below the lower an answer scores 0, above the upper the upper."""

    code = "multiple-choice"
    source_type = "multi_select"
    title = ("Beberapa jawaban", "Several answers")
    control = "several"

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_choice_flaws(entry)
        if not list_correct(entry):
            yield from single_flaw(
                ("options",),
                "item-key-missing",
                "no option is marked correct",
                "Mark every right option with `correct: true`.",
            )
        if entry.get("partial", DEFAULT_RULE) not in [rule for rule, _label in RULES]:
            yield from single_flaw(
                ("partial",),
                "item-scoring-unknown",
                f"partial {entry.get('partial')!r} is not known",
                f"Use one of: {', '.join(dict(RULES))}.",
            )
        for name in ("partial_from", "partial_to"):
            if name in entry and _percent(entry[name]) is None:
                yield from single_flaw(
                    (name,),
                    "item-bound-unclear",
                    f"{name} is {entry[name]!r}",
                    "Write a whole number of percent from 0 to 100.",
                )

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        """Return content and key; the key holds rule and bounds only if not the defaults."""
        content, key = super().read(entry)
        rule = entry.get("partial", DEFAULT_RULE)
        if rule != DEFAULT_RULE:
            key["partial"] = rule
        if rule == "per-option":
            key["options"] = self.option_ids(content)
        bounds = {
            name: _percent(entry[name])
            for name in ("partial_from", "partial_to")
            if entry.get(name)
        }
        return content, {**key, **bounds}

    def form(self) -> tuple[Part, ...]:
        return (*super().form(), PARTIAL, *BOUNDS)

    def entry(self, content: Content, key: Key) -> JsonObject:
        rules = {n: key[n] for n in ("partial", "partial_from", "partial_to") if n in key}
        return {**super().entry(content, key), **rules}

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        chosen = sorted({get_option_id(value, options) for value in values})
        if len(chosen) != len(values):
            raise InvalidResponse("an option twice")
        return {"options": chosen} if chosen else None

    def cleared(self) -> Response | None:
        return {"options": []}

    def score(self, key: Key, response: Response | None) -> Fraction:
        chosen, right = set(self.chosen(response)), set(key["correct"])
        if not chosen or chosen == right:
            return Fraction(chosen == right)
        return _bounded(_share(key, chosen, right), key)

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return tuple(response["options"]) if response else ()


def _share(key: Key, chosen: set[str], right: set[str]) -> Fraction:
    """Return the share of a partly right answer before bounds."""
    rule = key.get("partial", DEFAULT_RULE)
    if rule == "all-or-nothing":
        return Fraction(0)
    if rule == "per-option":
        option_count = len(key["options"])
        return Fraction(option_count - len(chosen ^ right), option_count)
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


def _bounded(share: Fraction, key: Key) -> Fraction:
    lower = Fraction(key.get("partial_from", 0), PERCENT)
    upper = Fraction(key.get("partial_to", PERCENT), PERCENT)
    return Fraction(0) if share < lower else min(share, upper)


def _percent(value: object) -> int | None:
    """Return a whole number from 0 to 100, also read from text; None for anything else."""
    text = str(value)
    return int(text) if text.isdecimal() and int(text[:4]) <= PERCENT and len(text) <= 3 else None  # noqa: PLR2004
