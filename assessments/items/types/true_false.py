"""True-false items: a statement that is true or false. Pure."""

from collections.abc import Iterator
from fractions import Fraction

from assessments.items.types.base import (
    Choice,
    Control,
    Feedback,
    InvalidResponse,
    ItemType,
    get_option_id,
)
from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import RATIONALE, STEM, Part, Pick
from assessments.items.types.values import (
    Content,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Rank,
    Response,
    get_text,
    get_texts,
)

LABELS = {"true": {"id": "Benar", "en": "True"}, "false": {"id": "Salah", "en": "False"}}


class TrueFalse(ItemType):
    """A statement to judge."""

    code = "true-false"
    source_type = "true_false"
    title = ("Benar atau salah", "True or false")

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")
        if not isinstance(entry.get("answer"), bool):
            yield from single_flaw(
                ("answer",),
                "item-mark-missing",
                "the statement is marked neither true nor false",
                "Write `answer: true` or `answer: false`.",
            )

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        content = {"stem_id": entry["stem_id"], "stem_en": entry["stem_en"]}
        key = {
            "answer": "true" if entry["answer"] else "false",
            "rationale_id": entry["rationale_id"],
            "rationale_en": entry["rationale_en"],
        }
        return content, key

    def form(self) -> tuple[Part, ...]:
        choices = tuple((o == "true", (w["id"], w["en"])) for o, w in LABELS.items())
        return (STEM, Pick("answer", ("Pernyataan itu", "The statement is"), choices), RATIONALE)

    def entry(self, content: Content, key: Key) -> JsonObject:
        texts = {**get_texts(content, "stem"), **get_texts(key, "rationale")}
        return {**texts, "answer": key["answer"] == "true"}

    def option_ids(self, content: Content) -> list[str]:
        return list(LABELS)

    def shown_order(self, content: Content, rank: Rank) -> list[str]:
        return self.option_ids(content)  # a reader expects true first

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        chosen = self.chosen(response)
        choices = tuple(
            Choice(value, LABELS[option][language], option in chosen) for value, option in options
        )
        return (Control("answer", "one", get_text(content, "stem", language), choices),)

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        if len(values) > 1:
            raise InvalidResponse("both true and false")
        return {"option": get_option_id(values[0], options)} if values else None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(response is not None and response["option"] == key["answer"])

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        notes = tuple(
            (labels[language], option == key["answer"], "") for option, labels in LABELS.items()
        )
        return Feedback(self.score(key, response), notes, get_text(key, "rationale", language))

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["option"],) if response else ()
