"""Parts of the form on which an author writes an item, and the entry made of what is sent. Pure.

Each type lists its parts; a page needs to know only these few kinds. The name of a field is the
path of its value in the entry (`stem_id`, `options-0-text_id`), so that a flaw finds its field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.items.types.values import LANGUAGES, Entry, JsonObject

Label = tuple[str, str]  # Indonesian, English
JsonScalar = str | int | bool | None
Sent = Mapping[str, str]
LETTERS: Final = "ABCDEFGHIJKLMNOPQRST"
MAX_ROWS: Final = len(LETTERS)


class SingleKey:
    """A part whose only field has the name of the part."""

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

    def read(self, sent: Sent, prefix: str) -> JsonObject:
        return {name: sent.get(prefix + name, "") for name in self.names()}

    def shown(self, entry: Entry, prefix: str) -> dict[str, str]:
        return {prefix + name: str(entry.get(name) or "") for name in self.names()}


@dataclass(frozen=True, slots=True)
class Line(SingleKey):
    """A short text for both languages."""

    name: str
    label: Label

    def read(self, sent: Sent, prefix: str) -> JsonObject:
        given = sent.get(prefix + self.name, "")
        return {self.name: given} if given else {}

    def shown(self, entry: Entry, prefix: str) -> dict[str, str]:
        return {prefix + self.name: str(entry.get(self.name, ""))}


@dataclass(frozen=True, slots=True)
class Lines(SingleKey):
    """Several short texts, one per line."""

    name: str
    label: Label

    def read(self, sent: Sent, prefix: str) -> JsonObject:
        lines = sent.get(prefix + self.name, "").split("\n")
        return {self.name: [line.strip() for line in lines if line.strip()]}

    def shown(self, entry: Entry, prefix: str) -> dict[str, str]:
        return {prefix + self.name: "\n".join(map(str, entry.get(self.name) or ()))}


@dataclass(frozen=True, slots=True)
class Flag(SingleKey):
    """A checkbox."""

    name: str
    label: Label

    def read(self, sent: Sent, prefix: str) -> JsonObject:
        return {self.name: bool(sent.get(prefix + self.name))}

    def shown(self, entry: Entry, prefix: str) -> dict[str, str]:
        return {prefix + self.name: "y"} if entry.get(self.name) is True else {}


@dataclass(frozen=True, slots=True)
class Pick(SingleKey):
    """A choice of a few JSON values; nothing is chosen at first unless `default` is given."""

    name: str
    label: Label
    choices: tuple[tuple[JsonScalar, Label], ...]
    default: JsonScalar = None

    def read(self, sent: Sent, prefix: str) -> JsonObject:
        given = sent.get(prefix + self.name)
        for value, _label in self.choices:
            if format_field(value) == given and value != self.default:
                return {self.name: value}
        return {}

    def shown(self, entry: Entry, prefix: str) -> dict[str, str]:
        return {prefix + self.name: format_field(entry.get(self.name, self.default))}


@dataclass(frozen=True, slots=True)
class Rows(SingleKey):
    """The same parts repeated; rows without any text are skipped. `has_ids` keeps letters.

    Each row may have a picture where `pictures_at` gives the option id of the row: `{id}` for its
    letter, or `{number}` for its number, from 1.
    """

    name: str
    label: Label
    parts: tuple[Texts | Line | Flag, ...]
    shown_first: int = 4
    has_ids: bool = True
    pictures_at: str = ""

    def read(self, sent: Sent, prefix: str) -> JsonObject:
        rows = [
            self._named(row, sent.get(f"{self.name}-{number}-id", ""))
            for number, row in self.written(sent)
        ]
        return {self.name: _with_ids(rows) if self.has_ids else rows}

    def written(self, sent: Sent) -> Iterator[tuple[int, JsonObject]]:
        """Yield index in the form, from 0, and values of each row that has text."""
        for number in range(count_rows(sent, self.name)):
            row: JsonObject = {}
            for part in self.parts:
                row |= part.read(sent, f"{self.name}-{number}-")
            if any(isinstance(value, str) and value for value in row.values()):
                yield number, row

    def picture_target(self, row: Entry, number: int) -> str:
        """Return the option id of a row of an entry; `number` is its index, from 0."""
        return self.pictures_at.format(id=row.get("id"), number=number + 1)

    def shown(self, entry: Entry, prefix: str) -> dict[str, str]:
        fields: dict[str, str] = {}
        given = entry.get(self.name)
        rows = given if isinstance(given, list | tuple) else ()
        for number, row in enumerate(rows):
            for part in self.parts:
                fields |= part.shown(row, f"{self.name}-{number}-")
            if self.has_ids:
                fields[f"{self.name}-{number}-id"] = str(row.get("id", ""))
        fields[f"{self.name}-rows"] = str(max(len(rows), self.shown_first))
        return fields

    def _named(self, row: JsonObject, name: str) -> JsonObject:
        return {"id": name, **row} if self.has_ids else row


Part = Texts | Line | Lines | Flag | Pick | Rows

STEM: Final = Texts("stem", ("Soal", "Question"), is_long=True)
RATIONALE: Final = Texts("rationale", ("Alasan, untuk umpan balik", "Reason, for feedback"))


def build_entry(parts: Sequence[Part], sent: Sent) -> JsonObject:
    """Return the entry of a sent form, as a course file would hold it."""
    entry: JsonObject = {}
    for part in parts:
        entry |= part.read(sent, "")
    return entry


def build_form_fields(parts: Sequence[Part], entry: Entry) -> dict[str, str]:
    """Return the form fields of an entry, by name."""
    fields: dict[str, str] = {}
    for part in parts:
        fields |= part.shown(entry, "")
    return fields


def count_rows(sent: Sent, name: str) -> int:
    """Return how many rows a sent form has, at most MAX_ROWS; 0 for a malformed number."""
    given = sent.get(f"{name}-rows", "")
    return min(int(given), MAX_ROWS) if given.isdecimal() and len(given) <= len("20") else 0


def format_field(value: object) -> str:
    """Return a JSON value as text of a field."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def field_name(path: Sequence[str | int]) -> str:
    """Return the name of the field at the path of a flaw."""
    return "-".join(map(str, path))


def _with_ids(rows: list[JsonObject]) -> list[JsonObject]:
    """Keep the letter of each row, since answers refer to it; a new row gets the next free one."""
    taken = {row["id"] for row in rows}
    free: Iterator[str] = (letter for letter in LETTERS if letter not in taken)
    return [row if row["id"] else {**row, "id": next(free)} for row in rows]
