"""What an author fills in for an item: parts of a form, and an entry made of what was sent. Pure.

Each type names its parts; a page needs to know only these few kinds. Fields are called by the path
of what they hold in the entry (`stem_id`, `options-0-text_id`), so that a flaw finds its field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments.items.types.base import LANGUAGES

Label = tuple[str, str]  # Indonesian, English
Sent = Mapping[str, str]
LETTERS: Final = "ABCDEFGHIJKLMNOPQRST"
MAX_ROWS: Final = len(LETTERS)


class SingleKey:
    """What stands under its name."""

    __slots__ = ()
    name: str

    def names(self) -> tuple[str, ...]:
        return (self.name,)


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in both languages."""

    name: str
    label: Label
    is_long: bool = False

    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{language}" for language in LANGUAGES)

    def read(self, sent: Sent, prefix: str) -> dict[str, Any]:
        return {name: sent.get(prefix + name, "") for name in self.names()}

    def shown(self, entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
        return {prefix + name: str(entry.get(name) or "") for name in self.names()}


@dataclass(frozen=True, slots=True)
class Line(SingleKey):
    """A short text that is the same in both languages."""

    name: str
    label: Label

    def read(self, sent: Sent, prefix: str) -> dict[str, Any]:
        given = sent.get(prefix + self.name, "")
        return {self.name: given} if given else {}

    def shown(self, entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
        return {prefix + self.name: str(entry.get(self.name, ""))}


@dataclass(frozen=True, slots=True)
class Lines(SingleKey):
    """Several short texts, one a line."""

    name: str
    label: Label

    def read(self, sent: Sent, prefix: str) -> dict[str, Any]:
        lines = sent.get(prefix + self.name, "").split("\n")
        return {self.name: [line.strip() for line in lines if line.strip()]}

    def shown(self, entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
        return {prefix + self.name: "\n".join(map(str, entry.get(self.name) or ()))}


@dataclass(frozen=True, slots=True)
class Flag(SingleKey):
    """Yes or no."""

    name: str
    label: Label

    def read(self, sent: Sent, prefix: str) -> dict[str, Any]:
        return {self.name: bool(sent.get(prefix + self.name))}

    def shown(self, entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
        return {prefix + self.name: "y"} if entry.get(self.name) is True else {}


@dataclass(frozen=True, slots=True)
class Pick(SingleKey):
    """One of a few values; nothing is chosen at first unless `default` says so."""

    name: str
    label: Label
    choices: tuple[tuple[Any, Label], ...]
    default: Any = None

    def read(self, sent: Sent, prefix: str) -> dict[str, Any]:
        given = sent.get(prefix + self.name)
        for value, _label in self.choices:
            if word(value) == given and value != self.default:
                return {self.name: value}
        return {}

    def shown(self, entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
        return {prefix + self.name: word(entry.get(self.name, self.default))}


@dataclass(frozen=True, slots=True)
class Rows(SingleKey):
    """The same parts several times; rows without any text are left out. `has_ids` keeps letters.

    A picture may stand beside each row where `pictures_at` says which option id the row has:
    `{id}`, its letter, or with `{number}` its place from 1.
    """

    name: str
    label: Label
    parts: tuple[Texts | Line | Flag, ...]
    shown_first: int = 4
    has_ids: bool = True
    pictures_at: str = ""

    def read(self, sent: Sent, prefix: str) -> dict[str, Any]:
        rows = [
            self._named(row, sent.get(f"{self.name}-{number}-id", ""))
            for number, row in self.written(sent)
        ]
        return {self.name: _with_ids(rows) if self.has_ids else rows}

    def written(self, sent: Sent) -> Iterator[tuple[int, dict[str, Any]]]:
        """Number in the form, from 0, and parts of each row in which something stands."""
        for number in range(row_count(sent, self.name)):
            row: dict[str, Any] = {}
            for part in self.parts:
                row |= part.read(sent, f"{self.name}-{number}-")
            if any(isinstance(value, str) and value for value in row.values()):
                yield number, row

    def picture_target(self, row: Mapping[str, Any], number: int) -> str:
        """The option id of a row of an entry; `number` is its place from 0."""
        return self.pictures_at.format(id=row.get("id"), number=number + 1)

    def shown(self, entry: Mapping[str, Any], prefix: str) -> dict[str, str]:
        found: dict[str, str] = {}
        given = entry.get(self.name)
        rows = given if isinstance(given, list | tuple) else ()
        for number, row in enumerate(rows):
            for part in self.parts:
                found |= part.shown(row, f"{self.name}-{number}-")
            if self.has_ids:
                found[f"{self.name}-{number}-id"] = str(row.get("id", ""))
        found[f"{self.name}-rows"] = str(max(len(rows), self.shown_first))
        return found

    def _named(self, row: dict[str, Any], name: str) -> dict[str, Any]:
        return {"id": name, **row} if self.has_ids else row


Part = Texts | Line | Lines | Flag | Pick | Rows

STEM: Final = Texts("stem", ("Soal", "Question"), is_long=True)
RATIONALE: Final = Texts("rationale", ("Alasan, untuk umpan balik", "Reason, for feedback"))


def entry_of(parts: Sequence[Part], sent: Sent) -> dict[str, Any]:
    """What a form holds, as a course's file would have it."""
    entry: dict[str, Any] = {}
    for part in parts:
        entry |= part.read(sent, "")
    return entry


def shown_entry(parts: Sequence[Part], entry: Mapping[str, Any]) -> dict[str, str]:
    """The fields that hold an entry."""
    fields: dict[str, str] = {}
    for part in parts:
        fields |= part.shown(entry, "")
    return fields


def row_count(sent: Sent, name: str) -> int:
    given = sent.get(f"{name}-rows", "")
    return min(int(given), MAX_ROWS) if given.isdecimal() and len(given) <= len("20") else 0


def word(value: Any) -> str:
    """How a value of JSON is written in a field."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def field_of(path: Sequence[str | int]) -> str:
    """The name of the field of which a flaw tells."""
    return "-".join(map(str, path))


def _with_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row keeps its letter for good, since answers name it; a new one gets the next free."""
    taken = {row["id"] for row in rows}
    free: Iterator[str] = (letter for letter in LETTERS if letter not in taken)
    return [row if row["id"] else {**row, "id": next(free)} for row in rows]
