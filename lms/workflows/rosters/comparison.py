"""Compare the rows of a roster with the current members of the organisation. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from lms.workflows.rosters.contact_corrections import ContactCorrections, plain_name
from lms.workflows.rosters.listing import ListedRow, Listing
from lms.workflows.rosters.parsed_rows import CellProblem, ParsedRow

OUTCOMES: Final = ("new", "updated", "unchanged")


@dataclass(frozen=True, slots=True)
class CurrentMember:
    """A member of the organisation, or a person with an open invitation.

    Members have a unit and a group (`is_member`). The person alone changes name, audience and
    province of an account that they have claimed (`is_claimed`). The contact stays where another
    organisation has invited this account by it (`is_known_elsewhere`). Fields that the organisation
    may not see are empty.
    """

    person_id: UUID
    name: str
    contact: str
    audience: str | None = None
    province_code: str | None = None
    unit: str = ""
    group: str = ""
    is_member: bool = True
    is_claimed: bool = False
    is_known_elsewhere: bool = False

    @property
    def has_correctable_contact(self) -> bool:
        """Whether a roster may correct the contact."""
        return self.is_member and not self.is_claimed and not self.is_known_elsewhere


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row with its outcome. `changes` names the columns that the import would change."""

    row: ParsedRow
    outcome: str
    member: CurrentMember | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a roster would do.

    `to_do` has the line numbers of new and changed people, `updated` the rows that change a
    member. `listed` is a page of all rows, `matching` their number. `missing` are members that the
    roster does not name; the import leaves them as they are. `notes` are cells that are left out,
    or that may be about another person; the rest of their row is used. `corrected` are members
    whose contact a line corrects, by line number.
    """

    to_do: tuple[int, ...] = ()
    updated: tuple[ComparedRow, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    duplicates: tuple[CellProblem, ...] = ()
    missing: tuple[CurrentMember, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[ListedRow, ...] = ()
    matching: int = 0
    notes: tuple[CellProblem, ...] = ()
    corrected: Mapping[int, UUID] = field(default_factory=dict)


class Comparison:
    """Compares rows one by one. Of earlier rows it holds only contact and line number."""

    def __init__(
        self, members: Mapping[str, CurrentMember], corrected: Mapping[int, UUID] | None = None
    ) -> None:
        """`members` by contact; `corrected` has members whose contact a line corrects, by line."""
        self._members = members
        self._corrected = corrected or {}
        self._by_id = {member.person_id: member for member in members.values()}
        self._matched: set[UUID] = set()
        self._phones: dict[str, int] = {}  # lines by phone and name
        self._lines: dict[str, int] = {}
        self.duplicates: list[CellProblem] = []

    def compare(self, row: ParsedRow) -> ComparedRow | None:
        """None, and an entry in `duplicates`, if an earlier line has the same contact."""
        address = row.contact.address
        first = min(self._lines.setdefault(address, row.number), self._line_of_phone(row))
        if first != row.number:
            self.duplicates.append(_duplicate(row, first))
            return None
        member = self._find_member(row)
        return self.compare_with(row, member) if member else ComparedRow(row, "new")

    def _line_of_phone(self, row: ParsedRow) -> int:
        """The first line with this name and one of these phone numbers, or this line."""
        phones = [f"{c.phone} {row.plain_name}" for c in row.contacts if c.phone]
        return min([self._phones.setdefault(phone, row.number) for phone in phones] or [row.number])

    def compare_with(self, row: ParsedRow, member: CurrentMember) -> ComparedRow:
        """Compare a row with the member whom it is about."""
        self._matched.add(member.person_id)
        changes = tuple(_changes(row, member))
        return ComparedRow(row, "updated" if changes else "unchanged", member, changes)

    def _find_member(self, row: ParsedRow) -> CurrentMember | None:
        """By contact; by the second contact only with the same name, since phones are shared."""
        if member := self._members.get(row.contact.address):
            return member
        second = self._members.get(row.second.address) if row.second else None
        if second and plain_name(second.name) == row.plain_name:
            return second
        corrected = self._corrected.get(row.number)
        return self._by_id.get(corrected) if corrected else None

    def missing(self) -> tuple[CurrentMember, ...]:
        """Members whom no row so far is about."""
        return tuple(m for m in self._members.values() if m.person_id not in self._matched)


def compare(
    parsed: Iterable[ParsedRow | Sequence[CellProblem]],
    members: Mapping[str, CurrentMember],
    listing: Listing | None = None,
) -> Preview:
    """Preview of an import. `parsed` is read once, row by row; `members` are by contact."""
    corrections = ContactCorrections(members.values())
    summary = _Summary(Comparison(members), corrections, listing or Listing())
    for row in parsed:
        summary.add(row)
    return summary.finish()


class _Summary:
    """Counts rows and keeps those that a preview shows."""

    def __init__(
        self, comparison: Comparison, corrections: ContactCorrections, listing: Listing
    ) -> None:
        self._comparison, self._corrections = comparison, corrections
        self._listing = listing
        self._counts = dict.fromkeys(OUTCOMES, 0)
        self._problems: list[CellProblem] = []
        self._notes: list[CellProblem] = []
        self._to_do: list[int] = []
        self._updated: list[ComparedRow] = []
        self._corrected: dict[int, UUID] = {}
        self._wrong_lines = 0

    def add(self, row: ParsedRow | Sequence[CellProblem]) -> None:
        if not isinstance(row, ParsedRow):
            self._problems += row
            self._wrong_lines += 1
            self._listing.add_wrong(row[0])
            return
        compared = self._comparison.compare(row)
        if compared is None:
            self._listing.add(row, "duplicate")
        elif compared.outcome != "new" or not self._corrections.hold(row):
            self._count(compared)

    def finish(self) -> Preview:
        for row, member in self._corrections.rows(self._comparison.missing()):
            if member is None:
                self._count(ComparedRow(row, "new"))
            else:
                self._count(self._comparison.compare_with(row, member))
                self._corrected[row.number] = member.person_id
        missing, duplicates = self._comparison.missing(), tuple(self._comparison.duplicates)
        self._counts |= {"duplicate": len(duplicates), "wrong": self._wrong_lines}
        self._counts["missing"] = len(missing)
        return Preview(
            tuple(self._to_do),
            tuple(self._updated),
            tuple(self._problems),
            duplicates,
            missing,
            self._counts,
            tuple(self._listing.rows),
            self._listing.matching,
            tuple(self._notes),
            self._corrected,
        )

    def _count(self, compared: ComparedRow) -> None:
        self._counts[compared.outcome] += 1
        self._notes += (*compared.row.notes, *_notes_on_name(compared))
        if compared.outcome != "unchanged":
            self._to_do.append(compared.row.number)
        if compared.outcome == "updated":
            self._updated.append(compared)
        self._listing.add(compared.row, compared.outcome)


def _notes_on_name(compared: ComparedRow) -> Iterator[CellProblem]:
    """A note if the contact is that of a person who keeps a wholly different name."""
    row, member = compared.row, compared.member
    if member is None or not member.is_claimed:
        return
    if set(row.plain_name.split()).isdisjoint(plain_name(member.name).split()):
        parameters = {"name": member.name}
        text, code = row.typed_contact, "contact-of-other-name"
        yield CellProblem(row.number, "contact", text, code, parameters, name=row.typed_name)


def _changes(row: ParsedRow, member: CurrentMember) -> Iterator[str]:
    """Columns that the row gives and that the organisation may change."""
    if not member.is_member:
        return
    values = [("unit", row.unit, member.unit), ("group", row.group, member.group)]
    if not member.is_claimed:
        values += [
            ("name", row.name, member.name),
            ("audience", row.audience or "", member.audience or ""),
            ("province", row.province_code or "", member.province_code or ""),
        ]
    if member.has_correctable_contact:
        values.append(("contact", row.contact.address, member.contact))
    yield from (column for column, new, old in values if new and new != old)


def _duplicate(row: ParsedRow, first: int) -> CellProblem:
    parameters = {"line": first}
    return CellProblem(
        row.number, "contact", row.contact.address, "roster-row-twice", parameters, name=row.name
    )
