"""The base class of single and multiple choice: options, each marked and with a reason. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from assessments.items.types.base import Choice, Control, Feedback, ItemType
from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import STEM, Flag, Part, Rows, Texts
from assessments.items.types.values import (
    Content,
    Entry,
    JsonObject,
    Key,
    Options,
    Response,
    get_text,
    get_texts,
)

MIN_OPTIONS = 2
OPTIONS = Rows(
    "options",
    ("Pilihan jawaban", "Options"),
    (
        Texts("text", ("Teks pilihan", "Text of the option")),
        Flag("correct", ("Pilihan ini benar", "This option is right")),
        Texts("rationale", ("Alasan", "Reason")),
    ),
    pictures_at="{id}",
)


def find_choice_flaws(entry: Entry) -> Iterator[Flaw]:
    """Yield flaws of stem and options. The type checks how many options are correct."""
    yield from find_missing_texts(entry, "stem")
    options = entry.get("options")
    if not isinstance(options, list | tuple) or len(options) < MIN_OPTIONS:
        yield from single_flaw(
            ("options",),
            "item-options-few",
            "an item of choice needs at least two options",
            "List the options, each with id, text_id, text_en, correct and rationales.",
        )
        return
    for number, option in enumerate(options):
        yield from _option_flaws(option, number)
    yield from _repeated(options)


def list_correct(entry: Entry) -> list[str]:
    """Return ids of the options marked correct; empty if the options are not a list."""
    options = entry.get("options")
    if not isinstance(options, list | tuple):
        return []
    marked = [o for o in options if isinstance(o, Mapping) and o.get("correct") is True]
    return [str(option.get("id")) for option in marked]


class ChoiceItem(ItemType):
    """A type with options; subclasses define `control`, the answer and its score."""

    control: ClassVar[Literal["one", "several"]]

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        content = {
            "stem_id": entry["stem_id"],
            "stem_en": entry["stem_en"],
            "options": [
                {"id": str(o["id"]), "text_id": o["text_id"], "text_en": o["text_en"]}
                for o in entry["options"]
            ],
        }
        key = {
            "correct": list_correct(entry),
            "rationales": {
                str(o["id"]): {"text_id": o["rationale_id"], "text_en": o["rationale_en"]}
                for o in entry["options"]
            },
        }
        return content, key

    def form(self) -> tuple[Part, ...]:
        return (STEM, OPTIONS)

    def entry(self, content: Content, key: Key) -> JsonObject:
        options = []
        for option in content["options"]:
            reasons = key["rationales"][option["id"]]
            options.append(
                {
                    "id": option["id"],
                    **get_texts(option, "text"),
                    "correct": option["id"] in key["correct"],
                    "rationale_id": reasons["text_id"],
                    "rationale_en": reasons["text_en"],
                }
            )
        return {**get_texts(content, "stem"), "options": options}

    def option_ids(self, content: Content) -> list[str]:
        return [option["id"] for option in content["options"]]

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        texts = {o["id"]: get_text(o, "text", language) for o in content["options"]}
        chosen = self.chosen(response)
        choices = tuple(
            Choice(value, texts[option_id], option_id in chosen) for value, option_id in options
        )
        stem = get_text(content, "stem", language)
        return (Control("answer", self.control, stem, choices),)

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        notes = tuple(
            (
                get_text(option, "text", language),
                option["id"] in key["correct"],
                get_text(key["rationales"][option["id"]], "text", language),
            )
            for option in content["options"]
        )
        return Feedback(self.score(key, response), notes, "")


def _option_flaws(option: object, number: int) -> Iterator[Flaw]:
    if not isinstance(option, Mapping):
        yield from single_flaw(
            ("options", number),
            "item-option-unclear",
            "the option is no mapping",
            "Write id, text_id, text_en, correct, rationale_id and rationale_en.",
        )
        return
    yield from find_missing_texts(option, "text", "options", number)
    yield from find_missing_texts(option, "rationale", "options", number)
    if not isinstance(option.get("correct"), bool):
        yield from single_flaw(
            ("options", number, "correct"),
            "item-mark-missing",
            "the option is marked neither correct nor wrong",
            "Write `correct: true` or `correct: false`.",
        )


def _repeated(options: Sequence[object]) -> Iterator[Flaw]:
    for field in ("id", "text_id", "text_en"):
        seen: set[str] = set()
        for number, option in enumerate(options):
            value = str(option.get(field)) if isinstance(option, Mapping) else ""
            if value and value in seen:
                yield from single_flaw(
                    ("options", number, field),
                    "item-option-repeated",
                    f"two options have the same {field}",
                    f"Give each option a unique {field}.",
                )
            seen.add(value)
