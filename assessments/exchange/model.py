"""The neutral item: the model that all formats are converted from and to. Pure.

Texts are plain: readers remove tags, and writers of HTML formats add them.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, get_args

JsonObject = dict[str, Any]
Kind = Literal[
    "single",
    "multiple",
    "true-false",
    "short-text",
    "number",
    "ordering",
    "matching",
    "categorising",
    "vignette",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Language = Literal["id", "en"]
LETTERS: Final = "ABCDEFGHIJKLMNOPQRST"


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A text in both languages; a format of one language fills one of them."""

    id: str = ""
    en: str = ""

    def of(self, language: str) -> str:
        """Return the text in one language."""
        return self.id if language == "id" else self.en

    def __bool__(self) -> bool:
        return bool(self.id or self.en)


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a choice, with the reason why it is right or wrong."""

    text: LocalizedText
    is_right: bool
    reason: LocalizedText = LocalizedText()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together; in a categorising item `right` is the group."""

    left: LocalizedText
    right: LocalizedText


@dataclass(frozen=True, slots=True)
class ItemPicture:
    """A sanitised picture in base64; `target` is `stem`, or an index of option, step or pair.

    The picture of a pair belongs to its left side. Stored drafts call the target `place`.
    """

    target: str
    media_type: str
    data: str
    alt: LocalizedText


@dataclass(frozen=True, slots=True)
class NeutralItem:
    """A question, or a case that several questions ask about (`vignette`: a stem in Markdown).

    `options` for choices, `steps` in their right order, `pairs` for matching and categorising,
    `answers` for short text; `number` and `tolerance` as text, so that no digit is lost.
    """

    code: str
    kind: Kind
    stem: LocalizedText
    options: tuple[Option, ...] = ()
    steps: tuple[LocalizedText, ...] = ()
    pairs: tuple[Pair, ...] = ()
    answers: tuple[str, ...] = ()
    is_case_sensitive: bool = False
    number: str = ""
    tolerance: str = "0"
    is_true: bool = False
    is_dropdown: bool = False
    rationale: LocalizedText = LocalizedText()
    objective: str = ""
    bloom: str = ""
    difficulty: str = ""
    vignette: str = ""  # the code of the case that it asks about
    pictures: tuple[ItemPicture, ...] = ()
    sources: tuple[str, ...] = ()  # facts of the course
    partial: str = ""  # rule of partial credit, if not the default

    def as_json(self) -> JsonObject:
        """Return the item as JSON, as drafts store it."""
        item = asdict(self)
        item["pictures"] = [
            {"place" if name == "target" else name: value for name, value in picture.items()}
            for picture in item["pictures"]
        ]
        return item

    def texts(self) -> Iterator[LocalizedText]:
        """Yield every text that a person reads."""
        yield self.stem
        yield from (option.text for option in self.options)
        yield from (option.reason for option in self.options)
        yield from self.steps
        for pair in self.pairs:
            yield from (pair.left, pair.right)
        yield self.rationale


def item_from_json(stored: JsonObject) -> NeutralItem:
    """Return the item of a JSON object that `as_json` returned."""
    known = {field.name for field in fields(NeutralItem)}
    values = {name: value for name, value in stored.items() if name in known}
    values["stem"] = LocalizedText(**stored["stem"])
    values["rationale"] = LocalizedText(**stored["rationale"])
    values["steps"] = tuple(LocalizedText(**step) for step in stored["steps"])
    values["answers"] = tuple(stored["answers"])
    values["sources"] = tuple(stored.get("sources", ()))
    values["options"] = tuple(
        Option(LocalizedText(**row["text"]), row["is_right"], LocalizedText(**row["reason"]))
        for row in stored["options"]
    )
    values["pairs"] = tuple(
        Pair(LocalizedText(**row["left"]), LocalizedText(**row["right"])) for row in stored["pairs"]
    )
    values["pictures"] = tuple(
        ItemPicture(row["place"], row["media_type"], row["data"], LocalizedText(**row["alt"]))
        for row in stored.get("pictures", ())
    )
    return NeutralItem(**values)


def localized_text(text: str, language: str) -> LocalizedText:
    """Return a text that exists in one language."""
    return LocalizedText(id=text) if language == "id" else LocalizedText(en=text)


def kind_of_pairs(pairs: tuple[Pair, ...]) -> Kind:
    """Return `categorising` if a right side occurs twice, since it is a group then."""
    rights = [pair.right for pair in pairs]
    return "matching" if len(set(rights)) == len(rights) else "categorising"
