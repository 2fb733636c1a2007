"""What every item type offers: reading, checking, showing, taking an answer, scoring. Pure.

A type is one class in one file of this package, found by itself: adding one touches nothing else.
Content and key are JSON. Content holds both languages (`stem_id`, `stem_en` ...) and no hint of the
key. A page never sees option ids: each attempt gives every option a value of its own, that says
nothing. A response names options by their ids again.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from assessments.items.pictures import Picture
    from assessments.items.types.form_parts import Part, Sent

Content = Mapping[str, Any]
Key = Mapping[str, Any]
Response = dict[str, Any]
Fields = Mapping[str, Sequence[str]]  # what a form or a script sends: name to values
Options = Sequence[Sequence[str]]  # pairs of (value in the page, option id), in the order shown
Rank = Callable[[str], bytes]  # gives every option id its place in a fixed disorder

LANGUAGES = ("id", "en")


class InvalidResponse(ValueError):
    """An answer that this item cannot have: an unknown option, or more than may be chosen."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with an item in a file, and how to repair it. `path` starts at the item."""

    path: tuple[str | int, ...]
    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    is_chosen: bool
    picture: "Picture | None" = None


@dataclass(frozen=True, slots=True)
class Control:
    """One question of a form: choose one, several, or from a list at a label; or type a line."""

    name: str
    kind: Literal["one", "several", "list", "text", "number"]
    label: str
    choices: tuple[Choice, ...]
    value: str = ""  # what was typed
    picture: "Picture | None" = None  # beside the label


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner may read after practice: how right it was, and why, option by option."""

    points: Fraction
    notes: tuple[tuple[str, bool, str], ...]  # text of the option, is it keyed, why
    rationale: str


class ItemType(ABC):
    code: ClassVar[str]
    source_type: ClassVar[str]  # the word for it in course files
    title: ClassVar[tuple[str, str]]  # Indonesian, English: as authors choose it
    is_scored: ClassVar[bool] = True

    @abstractmethod
    def flaws(self, entry: Mapping[str, Any]) -> Iterator[Flaw]:
        """Everything that keeps an entry of a file from being an item of this type."""

    @abstractmethod
    def read(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Content and key of an entry without flaws."""

    @abstractmethod
    def form(self) -> "tuple[Part, ...]":
        """What an author fills in; `form_entry` makes an entry of it."""

    @abstractmethod
    def entry(self, content: Content, key: Key) -> dict[str, Any]:
        """The entry that `read` gives this content and key for, as the form shows it."""

    def form_entry(self, sent: "Sent") -> dict[str, Any]:
        """An entry made of what an author sent, flaws and all."""
        from assessments.items.types.form_parts import entry_of

        return entry_of(self.form(), sent)

    @abstractmethod
    def option_ids(self, content: Content) -> list[str]:
        """Everything that an answer may name."""

    def shown_order(self, content: Content, rank: Rank) -> list[str]:
        """The option ids in the order of one attempt."""
        return sorted(self.option_ids(content), key=rank)

    @abstractmethod
    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        """The form of the item, with what is chosen so far."""

    @abstractmethod
    def response(self, fields: Fields, options: Options) -> Response | None:
        """The answer in a sent form; None when nothing is chosen. Raises InvalidResponse."""

    def cleared(self) -> Response | None:
        """The answer that takes an earlier one back; None where a choice cannot be undone."""
        return None

    @abstractmethod
    def score(self, key: Key, response: Response | None) -> Fraction:
        """Between 0 and 1; a blank is 0."""

    @abstractmethod
    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        """For practice only: the page of a test never holds it."""

    @abstractmethod
    def chosen(self, response: Response | None) -> tuple[str, ...]:
        """The ids chosen, for counting how often each option was."""


def in_language(texts: Mapping[str, Any], name: str, language: str) -> str:
    return str(texts[f"{name}_{language}"])


def has_answer(response: Response | None) -> bool:
    """Whether anything is chosen: an answer that was taken back has nothing in it."""
    return any(value not in ([], {}, None) for value in (response or {}).values())


def texts_of(entry: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Texts in both languages, as they stand in content, key and entry alike."""
    fields = [f"{name}_{language}" for name in names for language in LANGUAGES]
    return {field: entry[field] for field in fields}


def option_of(value: str, options: Options) -> str:
    """The option id behind a value of the page."""
    for shown, option_id in options:
        if shown == value:
            return option_id
    raise InvalidResponse(value[:40])


def missing_texts(entry: Mapping[str, Any], name: str, *path: str | int) -> Iterator[Flaw]:
    """A text that does not stand in both languages."""
    for language in LANGUAGES:
        field = f"{name}_{language}"
        text = entry.get(field)
        if not isinstance(text, str) or not text.strip():
            yield Flaw(
                (*path, field),
                "item-text-missing",
                f"{field} is missing or empty",
                f"Write {field}; every text stands in Indonesian and in English.",
            )


def flawed(path: tuple[str | int, ...], code: str, message: str, remedy: str) -> Iterator[Flaw]:
    """One flaw, for `yield from`."""
    yield Flaw(path, code, message, remedy)
