"""The base class of item types, and what a page shows of an item. Pure.

A type is one class in one module of this package and is discovered automatically. Content and key
are JSON. Content holds both languages (`stem_id`, `stem_en` ...) and no hint of the key. A page
never contains option ids: each attempt gives every option an opaque value. A response names options
by their ids again.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from assessments.items.types.flaws import Flaw
from assessments.items.types.form_parts import Part, Sent, build_entry
from assessments.items.types.values import (
    Content,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Rank,
    Response,
)


class InvalidResponse(ValueError):
    """An answer that this item cannot have: an unknown option, or more than may be chosen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page shows it; `target` is `stem`, `case`, or the value of an option.

    Sides are in pixels.
    """

    target: str
    alt: str
    media_type: str
    base64: str
    width: int
    height: int

    @property
    def inline(self) -> str:
        """The picture as a `data:` URL."""
        return f"data:{self.media_type};base64,{self.base64}"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option that a control offers."""

    value: str
    text: str
    is_chosen: bool
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """A question of a form: choose one, several, or from a list at a label; or type a line."""

    name: str
    kind: Literal["one", "several", "list", "text", "number"]
    label: str
    choices: tuple[Choice, ...]
    value: str = ""  # what was typed
    picture: Picture | None = None  # beside the label


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner may read after practice: the points, and the reason of each option."""

    points: Fraction
    notes: tuple[tuple[str, bool, str], ...]  # text of the option, is it keyed, reason
    rationale: str


class ItemType(ABC):
    """A kind of item: how it is checked, read, shown, answered and scored."""

    code: ClassVar[str]
    source_type: ClassVar[str]  # its name in course files
    title: ClassVar[tuple[str, str]]  # Indonesian, English: as authors choose it
    is_scored: ClassVar[bool] = True

    @abstractmethod
    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        """Yield everything that keeps an entry of a file from being an item of this type."""

    @abstractmethod
    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        """Return content and key of an entry without flaws."""

    @abstractmethod
    def form(self) -> tuple[Part, ...]:
        """Return what an author fills in; `form_entry` makes an entry of it."""

    @abstractmethod
    def entry(self, content: Content, key: Key) -> JsonObject:
        """Return the entry for which `read` returns this content and key, for the form."""

    def form_entry(self, sent: Sent) -> JsonObject:
        """Return the entry that an author sent, flaws included."""
        return build_entry(self.form(), sent)

    @abstractmethod
    def option_ids(self, content: Content) -> list[str]:
        """Return everything that an answer may name."""

    def shown_order(self, content: Content, rank: Rank) -> list[str]:
        """Return the option ids in the order of one attempt."""
        return sorted(self.option_ids(content), key=rank)

    @abstractmethod
    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        """Return the form of the item, with what is chosen so far."""

    @abstractmethod
    def response(self, fields: Fields, options: Options) -> Response | None:
        """Return the answer in a sent form; None when nothing is chosen.

        Raises InvalidResponse.
        """

    def cleared(self) -> Response | None:
        """Return the answer that undoes an earlier one; None where a choice cannot be undone."""
        return None

    @abstractmethod
    def score(self, key: Key, response: Response | None) -> Fraction:
        """Return the points, from 0 to 1; 0 for no answer."""

    @abstractmethod
    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        """Return the feedback of practice. Pages of tests never show it."""

    @abstractmethod
    def chosen(self, response: Response | None) -> tuple[str, ...]:
        """Return the ids chosen, for counting how often each option was."""


def get_option_id(value: str, options: Options) -> str:
    """Return the option id of a value of the page. Raises InvalidResponse."""
    for shown, option_id in options:
        if shown == value:
            return option_id
    raise InvalidResponse(value[:40])
