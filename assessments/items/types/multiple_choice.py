"""Multiple choice, by one of three rules for answers that are right in part. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from assessments.items.types.base import (
    Content,
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
from assessments.items.types.form_parts import Line, Part, Pick

USUAL: Final = "right-minus-wrong"
RULES: Final = (
    (USUAL, ("Benar dikurangi salah, minimal 0", "Right minus wrong choices, at least 0")),
    ("per-option", ("Tiap pilihan dinilai sendiri", "Each option counts by itself")),
    ("all-or-nothing", ("Semua atau tidak sama sekali", "All or nothing")),
)
PARTIAL: Final = Pick(
    "partial", ("Nilai untuk jawaban sebagian", "Points when partly right"), RULES, USUAL
)
BOUNDS: Final = (
    Line("partial_from", ("Sebagian dinilai mulai (%)", "A part counts from (%)")),
    Line("partial_to", ("Sebagian dinilai paling banyak (%)", "A part counts at most (%)")),
)
PERCENT: Final = 100


class MultipleChoice(ChoiceItem):
    """Points of an answer that is wrong in part lie within bounds: below the lower it has none."""

    code = "multiple-choice"
    source_type = "multi_select"
    title = ("Beberapa jawaban", "Several answers")
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
        if entry.get("partial", USUAL) not in [rule for rule, _label in RULES]:
            yield from flawed(
                ("partial",),
                "item-scoring-unknown",
                f"partial {entry.get('partial')!r} is not known",
                f"Use one of: {', '.join(dict(RULES))}.",
            )
        for name in ("partial_from", "partial_to"):
            if _percent(entry.get(name, 0)) is None:
                yield from flawed(
                    (name,),
                    "item-bound-unclear",
                    f"{name} is {entry.get(name)!r}",
                    "Write a whole number of percent from 0 to 100.",
                )

    def read(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The key names rule and bounds only where they are not the usual ones."""
        content, key = super().read(entry)
        rule = entry.get("partial", USUAL)
        if rule != USUAL:
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

    def entry(self, content: Content, key: Key) -> dict[str, Any]:
        kept = {n: key[n] for n in ("partial", "partial_from", "partial_to") if n in key}
        return {**super().entry(content, key), **kept}

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        chosen = sorted({option_of(value, options) for value in values})
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
    """Of an answer that is not wholly right."""
    rule = key.get("partial", USUAL)
    if rule == "all-or-nothing":
        return Fraction(0)
    if rule == "per-option":
        judged = len(key["options"])
        return Fraction(judged - len(chosen ^ right), judged)
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


def _bounded(share: Fraction, key: Key) -> Fraction:
    least = Fraction(key.get("partial_from", 0), PERCENT)
    most = Fraction(key.get("partial_to", PERCENT), PERCENT)
    return Fraction(0) if share < least else min(share, most)


def _percent(value: Any) -> int | None:
    """A whole number from 0 to 100, also as text."""
    text = str(value)
    return int(text) if text.isdecimal() and int(text[:4]) <= PERCENT and len(text) <= 3 else None  # noqa: PLR2004
