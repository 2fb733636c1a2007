"""True or false: a statement, and whether it holds. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assessments.items.types.base import (
    Choice,
    Content,
    Control,
    Feedback,
    Fields,
    Flaw,
    InvalidResponse,
    ItemType,
    Key,
    Options,
    Rank,
    Response,
    flawed,
    in_language,
    missing_texts,
    option_of,
    texts_of,
)
from assessments.items.types.form_parts import RATIONALE, STEM, Part, Pick

WORDS = {"true": {"id": "Benar", "en": "True"}, "false": {"id": "Salah", "en": "False"}}


class TrueFalse(ItemType):
    code = "true-false"
    source_type = "true_false"
    title = ("Benar atau salah", "True or false")

    def flaws(self, entry: Mapping[str, Any]) -> Iterator[Flaw]:
        yield from missing_texts(entry, "stem")
        yield from missing_texts(entry, "rationale")
        if not isinstance(entry.get("answer"), bool):
            yield from flawed(
                ("answer",),
                "item-mark-missing",
                "the statement is said to be neither true nor false",
                "Write `answer: true` or `answer: false`.",
            )

    def read(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        content = {"stem_id": entry["stem_id"], "stem_en": entry["stem_en"]}
        key = {
            "answer": "true" if entry["answer"] else "false",
            "rationale_id": entry["rationale_id"],
            "rationale_en": entry["rationale_en"],
        }
        return content, key

    def form(self) -> tuple[Part, ...]:
        choices = tuple((o == "true", (w["id"], w["en"])) for o, w in WORDS.items())
        return (STEM, Pick("answer", ("Pernyataan itu", "The statement is"), choices), RATIONALE)

    def entry(self, content: Content, key: Key) -> dict[str, Any]:
        texts = {**texts_of(content, "stem"), **texts_of(key, "rationale")}
        return {**texts, "answer": key["answer"] == "true"}

    def option_ids(self, content: Content) -> list[str]:
        return list(WORDS)

    def shown_order(self, content: Content, rank: Rank) -> list[str]:
        return self.option_ids(content)  # a reader expects true first

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        chosen = self.chosen(response)
        choices = tuple(
            Choice(value, WORDS[option][language], option in chosen) for value, option in options
        )
        return (Control("answer", "one", in_language(content, "stem", language), choices),)

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        if len(values) > 1:
            raise InvalidResponse("both true and false")
        return {"option": option_of(values[0], options)} if values else None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(response is not None and response["option"] == key["answer"])

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        notes = tuple(
            (words[language], option == key["answer"], "") for option, words in WORDS.items()
        )
        return Feedback(self.score(key, response), notes, in_language(key, "rationale", language))

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["option"],) if response else ()
