"""The neutral item that every format is read into and written from. Pure.

Texts are plain: tags are taken off when a file is read and put on where a format wants HTML.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, get_args

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
    """One text in both languages; a format of one language fills one of them."""

    id: str = ""
    en: str = ""

    def of(self, language: str) -> str:
        return self.id if language == "id" else self.en

    def __bool__(self) -> bool:
        return bool(self.id or self.en)


@dataclass(frozen=True, slots=True)
class Option:
    text: LocalizedText
    is_right: bool
    reason: LocalizedText = LocalizedText()


@dataclass(frozen=True, slots=True)
class Pair:
    """What belongs together; in a categorising item `right` is the group."""

    left: LocalizedText
    right: LocalizedText


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A clean picture in base64; `place` is `stem`, or counts options, steps or pairs from 0.

    Beside a pair it stands at the left side.
    """

    place: str
    media_type: str
    data: str
    alt: LocalizedText


@dataclass(frozen=True, slots=True)
class NeutralItem:
    """A question, or the case that several ask about: a `vignette` has a stem in Markdown alone.

    `options` for choices, `steps` in their right order, `pairs` for matching and categorising,
    `answers` for short text; `number` and `tolerance` as written, so that no digit is lost."""

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
    pictures: tuple[PlacedPicture, ...] = ()
    sources: tuple[str, ...] = ()  # facts of the course
    partial: str = ""  # how a part of several right options counts, where it is not the usual way

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def texts(self) -> Iterator[LocalizedText]:
        """Every text that a person reads."""
        yield self.stem
        yield from (option.text for option in self.options)
        yield from (option.reason for option in self.options)
        yield from self.steps
        for pair in self.pairs:
            yield from (pair.left, pair.right)
        yield self.rationale


def item_from_json(stored: dict[str, Any]) -> NeutralItem:
    """What `as_json` gave."""
    known = {field.name for field in fields(NeutralItem)}
    values = {name: value for name, value in stored.items() if name in known}
    values["stem"] = LocalizedText(**stored["stem"])
    values["rationale"] = LocalizedText(**stored["rationale"])
    values["steps"] = tuple(LocalizedText(**step) for step in stored["steps"])
    values["answers"] = tuple(stored["answers"])
    values["sources"] = tuple(stored.get("sources", ()))
    values["options"] = tuple(
        Option(LocalizedText(**one["text"]), one["is_right"], LocalizedText(**one["reason"]))
        for one in stored["options"]
    )
    values["pairs"] = tuple(
        Pair(LocalizedText(**one["left"]), LocalizedText(**one["right"])) for one in stored["pairs"]
    )
    values["pictures"] = tuple(
        PlacedPicture(one["place"], one["media_type"], one["data"], LocalizedText(**one["alt"]))
        for one in stored.get("pictures", ())
    )
    return NeutralItem(**values)


def localized_text(text: str, language: str) -> LocalizedText:
    return LocalizedText(id=text) if language == "id" else LocalizedText(en=text)


def kind_of_pairs(pairs: tuple[Pair, ...]) -> Kind:
    """Partners that stand twice are groups."""
    rights = [pair.right for pair in pairs]
    return "matching" if len(set(rights)) == len(rights) else "categorising"
