"""Short-text items: right if an accepted answer, ignoring spaces and final full stops. Pure."""

import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import RATIONALE, STEM, Flag, Lines, Part
from assessments.items.types.typed import MAX_LENGTH, TypedItem, read_stem_and_rationale
from assessments.items.types.values import Content, Entry, JsonObject, Key, Response, get_texts


class ShortText(TypedItem):
    """A typed line of text."""

    code = "short-text"
    source_type = "short_text"
    title = ("Jawaban singkat", "Short text")
    control = "text"

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")
        accepted = entry.get("accepted")
        accepted = accepted if isinstance(accepted, list | tuple) else []
        if not accepted or not all(
            isinstance(answer, str) and answer.strip() for answer in accepted
        ):
            yield from single_flaw(
                ("accepted",),
                "item-answers-missing",
                "there is no list of accepted answers",
                "List under `accepted` every answer that is right, as text.",
            )
        if any(len(str(answer)) > MAX_LENGTH for answer in accepted):
            yield from single_flaw(
                ("accepted",),
                "item-answer-long",
                f"an accepted answer has more than {MAX_LENGTH} characters",
                f"Accept answers of at most {MAX_LENGTH} characters: nobody can type a longer one.",
            )

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        content, key = read_stem_and_rationale(entry)
        is_strict = entry.get("case_sensitive") is True
        return content, {**key, "accepted": list(entry["accepted"]), "is_case_sensitive": is_strict}

    def form(self) -> tuple[Part, ...]:
        accepted = Lines("accepted", ("Jawaban yang diterima", "Accepted answers"))
        strict = Flag("case_sensitive", ("Huruf besar dan kecil dibedakan", "Capitals count"))
        return (STEM, accepted, strict, RATIONALE)

    def entry(self, content: Content, key: Key) -> JsonObject:
        texts = {**get_texts(content, "stem"), **get_texts(key, "rationale")}
        accepted = list(key["accepted"])
        return {**texts, "accepted": accepted, "case_sensitive": key["is_case_sensitive"]}

    def score(self, key: Key, response: Response | None) -> Fraction:
        given = self.chosen(response)
        if not given:
            return Fraction(0)
        is_strict = key["is_case_sensitive"]
        accepted = {normalise_answer(answer, is_strict=is_strict) for answer in key["accepted"]}
        return Fraction(normalise_answer(given[0], is_strict=is_strict) in accepted)

    def right_answers(self, key: Key, language: str) -> Iterator[str]:
        yield from key["accepted"]


def normalise_answer(text: str, *, is_strict: bool) -> str:
    """Normalise for comparison: NFKC, single spaces, no final full stop; case unless strict."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).rstrip(".").rstrip()
    return plain if is_strict else plain.casefold()
