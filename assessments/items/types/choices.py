"""What single and multiple choice have in common: options with a mark and a reason each. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from assessments.items.types.base import (
    Choice,
    Content,
    Control,
    Feedback,
    Flaw,
    ItemType,
    Key,
    Options,
    Response,
    flawed,
    in_language,
    missing_texts,
    texts_of,
)
from assessments.items.types.form_parts import STEM, Flag, Part, Rows, Texts

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


def choice_flaws(entry: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of stem and options; how many may be correct is for the type to say."""
    yield from missing_texts(entry, "stem")
    options = entry.get("options")
    if not isinstance(options, list | tuple) or len(options) < MIN_OPTIONS:
        yield from flawed(
            ("options",),
            "item-options-few",
            "an item of choice needs at least two options",
            "List the options, each with id, text_id, text_en, correct and rationales.",
        )
        return
    for number, option in enumerate(options):
        yield from _option_flaws(option, number)
    yield from _repeated(options)


def marked_correct(entry: Mapping[str, Any]) -> list[str]:
    """Ids of the options marked correct; empty where the options are not even a list."""
    options = entry.get("options")
    if not isinstance(options, list | tuple):
        return []
    marked = [o for o in options if isinstance(o, Mapping) and o.get("correct") is True]
    return [str(option.get("id")) for option in marked]


class ChoiceItem(ItemType):
    """A type with `control` one or several; which answers there are, it says itself."""

    control: ClassVar[Literal["one", "several"]]

    def read(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        content = {
            "stem_id": entry["stem_id"],
            "stem_en": entry["stem_en"],
            "options": [
                {"id": str(o["id"]), "text_id": o["text_id"], "text_en": o["text_en"]}
                for o in entry["options"]
            ],
        }
        key = {
            "correct": marked_correct(entry),
            "rationales": {
                str(o["id"]): {"text_id": o["rationale_id"], "text_en": o["rationale_en"]}
                for o in entry["options"]
            },
        }
        return content, key

    def form(self) -> tuple[Part, ...]:
        return (STEM, OPTIONS)

    def entry(self, content: Content, key: Key) -> dict[str, Any]:
        options = []
        for option in content["options"]:
            reasons = key["rationales"][option["id"]]
            options.append(
                {
                    "id": option["id"],
                    **texts_of(option, "text"),
                    "correct": option["id"] in key["correct"],
                    "rationale_id": reasons["text_id"],
                    "rationale_en": reasons["text_en"],
                }
            )
        return {**texts_of(content, "stem"), "options": options}

    def option_ids(self, content: Content) -> list[str]:
        return [option["id"] for option in content["options"]]

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        texts = {o["id"]: in_language(o, "text", language) for o in content["options"]}
        chosen = self.chosen(response)
        choices = tuple(Choice(value, texts[which], which in chosen) for value, which in options)
        stem = in_language(content, "stem", language)
        return (Control("answer", self.control, stem, choices),)

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        notes = tuple(
            (
                in_language(option, "text", language),
                option["id"] in key["correct"],
                in_language(key["rationales"][option["id"]], "text", language),
            )
            for option in content["options"]
        )
        return Feedback(self.score(key, response), notes, "")


def _option_flaws(option: Any, number: int) -> Iterator[Flaw]:
    if not isinstance(option, Mapping):
        yield from flawed(
            ("options", number),
            "item-option-unclear",
            "the option is no mapping",
            "Write id, text_id, text_en, correct, rationale_id and rationale_en.",
        )
        return
    yield from missing_texts(option, "text", "options", number)
    yield from missing_texts(option, "rationale", "options", number)
    if not isinstance(option.get("correct"), bool):
        yield from flawed(
            ("options", number, "correct"),
            "item-mark-missing",
            "the option is marked neither correct nor wrong",
            "Write `correct: true` or `correct: false`.",
        )


def _repeated(options: Any) -> Iterator[Flaw]:
    for field in ("id", "text_id", "text_en"):
        seen: set[str] = set()
        for number, option in enumerate(options):
            value = str(option.get(field)) if isinstance(option, Mapping) else ""
            if value and value in seen:
                yield from flawed(
                    ("options", number, field),
                    "item-option-repeated",
                    f"two options have the same {field}",
                    f"Give each option a {field} of its own.",
                )
            seen.add(value)
