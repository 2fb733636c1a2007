"""Compare the rows of a roster with the current members of the organisation. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from lms.workflows.rosters.parsed_rows import CellProblem, ParsedRow

OUTCOMES: Final = ("new", "updated", "unchanged")
MAX_NEW_SHOWN: Final = 50  # rows of new people that a preview holds


@dataclass(frozen=True, slots=True)
class CurrentMember:
    """A member of the organisation, or a person with an open invitation.

    Members have a unit and a group (`is_member`). The person alone changes name, audience and
    province of an account that they have claimed (`is_claimed`). Fields that the organisation may
    not see are empty.
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
    member, `new_rows` the first rows of new people. `missing` are members that the roster does not
    name; the import leaves them as they are.
    """

    to_do: tuple[int, ...] = ()
    updated: tuple[ComparedRow, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    duplicates: tuple[CellProblem, ...] = ()
    missing: tuple[CurrentMember, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    new_rows: tuple[ParsedRow, ...] = ()


class Comparison:
    """Compares rows one by one. Of earlier rows it holds only contact and line number."""

    def __init__(self, members: Mapping[str, CurrentMember]) -> None:
        """`members` by contact."""
        self._members = members
        self._lines: dict[str, int] = {}
        self.duplicates: list[CellProblem] = []

    def compare(self, row: ParsedRow) -> ComparedRow | None:
        """None, and an entry in `duplicates`, if an earlier line has the same contact."""
        address = row.contact.address
        first = self._lines.setdefault(address, row.number)
        if first != row.number:
            self.duplicates.append(_duplicate(row, first))
            return None
        member = self._members.get(address)
        if member is None:
            return ComparedRow(row, "new")
        changes = tuple(_changes(row, member))
        return ComparedRow(row, "updated" if changes else "unchanged", member, changes)

    def missing(self) -> tuple[CurrentMember, ...]:
        """Members whose contact was in no row so far."""
        return tuple(m for address, m in self._members.items() if address not in self._lines)


def compare(
    parsed: Iterable[ParsedRow | Sequence[CellProblem]], members: Mapping[str, CurrentMember]
) -> Preview:
    """Preview of an import. `parsed` is read once, row by row; `members` are by contact."""
    comparison = Comparison(members)
    counts = dict.fromkeys(OUTCOMES, 0)
    problems: list[CellProblem] = []
    to_do: list[int] = []
    updated: list[ComparedRow] = []
    new_rows: list[ParsedRow] = []
    wrong_lines = 0
    for row in parsed:
        if not isinstance(row, ParsedRow):
            problems += row
            wrong_lines += 1
            continue
        compared = comparison.compare(row)
        if compared is None:
            continue
        counts[compared.outcome] += 1
        if compared.outcome != "unchanged":
            to_do.append(row.number)
        if compared.outcome == "updated":
            updated.append(compared)
        if compared.outcome == "new" and len(new_rows) < MAX_NEW_SHOWN:
            new_rows.append(row)
    missing = comparison.missing()
    counts["duplicate"] = len(comparison.duplicates)
    counts["wrong"] = wrong_lines
    counts["missing"] = len(missing)
    return Preview(
        tuple(to_do),
        tuple(updated),
        tuple(problems),
        tuple(comparison.duplicates),
        missing,
        counts,
        tuple(new_rows),
    )


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
    yield from (column for column, new, old in values if new and new != old)


def _duplicate(row: ParsedRow, first: int) -> CellProblem:
    parameters = {"line": first}
    return CellProblem(
        row.number, "contact", row.contact.address, "roster-row-twice", parameters, name=row.name
    )
