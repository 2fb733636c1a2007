"""Number items: right within a tolerance; decimal comma or point. Pure."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import RATIONALE, STEM, Line, Part
from assessments.items.types.typed import TypedItem, read_stem_and_rationale
from assessments.items.types.values import Content, Entry, JsonObject, Key, Response, get_texts


class Number(TypedItem):
    """A typed number."""

    code = "number"
    source_type = "number"
    title = ("Angka", "Number")
    control = "number"

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")
        if parse_number(str(entry.get("number"))) is None:
            yield from single_flaw(
                ("number",),
                "item-number-unclear",
                f"number {entry.get('number')!r} is not a number",
                "Write the right number, with a point before decimals.",
            )
        tolerance = parse_number(str(entry.get("tolerance", 0)))
        if tolerance is None or tolerance < 0:
            yield from single_flaw(
                ("tolerance",),
                "item-number-unclear",
                f"tolerance {entry.get('tolerance')!r} is not a number from 0",
                "Write how far an answer may be off; leave it out for not at all.",
            )

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        content, key = read_stem_and_rationale(entry)
        numbers = {"number": entry["number"], "tolerance": entry.get("tolerance", 0)}
        return content, key | {name: str(parse_number(str(n))) for name, n in numbers.items()}

    def form(self) -> tuple[Part, ...]:
        number = Line("number", ("Angka yang benar", "The right number"))
        tolerance = Line("tolerance", ("Boleh meleset sebanyak", "May be off by"))
        return (STEM, number, tolerance, RATIONALE)

    def entry(self, content: Content, key: Key) -> JsonObject:
        texts = {**get_texts(content, "stem"), **get_texts(key, "rationale")}
        return {**texts, "number": key["number"], "tolerance": key["tolerance"]}

    def score(self, key: Key, response: Response | None) -> Fraction:
        answers = [parse_number(text) for text in self.chosen(response)]
        if not answers or answers[0] is None:
            return Fraction(0)
        distance = abs(answers[0] - Decimal(key["number"]))
        return Fraction(distance <= Decimal(key["tolerance"]))

    def right_answers(self, key: Key, language: str) -> Iterator[str]:
        is_exact = Decimal(key["tolerance"]) == 0
        text = key["number"] if is_exact else f"{key['number']} ± {key['tolerance']}"
        yield text.replace(".", ",") if language == "id" else text


def parse_number(text: str) -> Decimal | None:
    """Parse a finite number; a single comma is a decimal point. None for anything else."""
    plain = text.replace(" ", "").replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None  # noqa: PLR2004
