"""Each line of a roster beside what stands: new, updated, unchanged, twice, or wrong. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from lms.workflows.rosters.lines import CellProblem, RosterRow

OUTCOMES: Final = ("new", "updated", "unchanged")
MAX_NEW_SHOWN: Final = 50  # newcomers whose rows are kept, however many there are


@dataclass(frozen=True, slots=True)
class CurrentMember:
    """Somebody who belongs to the organisation, or was asked in and has not come.

    `is_theirs`: name, audience and province are the person's own word and stay as they are;
    `is_member`: unit and group can be changed. What is not shown of a person is empty here.
    """

    person_id: UUID
    name: str
    contact: str
    audience: str | None = None
    province_code: str | None = None
    unit: str = ""
    group: str = ""
    is_member: bool = True
    is_theirs: bool = False


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One person of the roster; `changes` are the columns that would differ afterwards."""

    row: RosterRow
    outcome: str
    standing: CurrentMember | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """`to_do` are the lines that are new or changed, `updated` those that change somebody.

    `newcomers` are the first rows of people who are new. `missing` belong to the organisation and
    are not in the roster; nothing happens to them.
    """

    to_do: tuple[int, ...] = ()
    updated: tuple[ComparedRow, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    duplicates: tuple[CellProblem, ...] = ()
    missing: tuple[CurrentMember, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    newcomers: tuple[RosterRow, ...] = ()


class Comparison:
    """Takes rows one after the other, and keeps of them only which contact stood in which line."""

    def __init__(self, standing: Mapping[str, CurrentMember]) -> None:
        self._standing = standing  # by contact
        self._lines: dict[str, int] = {}
        self.duplicates: list[CellProblem] = []

    def each(self, rows: Iterable[RosterRow]) -> Iterator[ComparedRow]:
        """Without those whose contact stood in an earlier line."""
        for row in rows:
            address = row.contact.address
            first = self._lines.setdefault(address, row.number)
            if first == row.number:
                yield compare_row(row, self._standing.get(address))
            else:
                self.duplicates.append(_duplicate(row, address, first))

    def missing(self) -> tuple[CurrentMember, ...]:
        return tuple(one for address, one in self._standing.items() if address not in self._lines)


def compare(
    rows: Iterable[RosterRow],
    problems: Collection[CellProblem],
    standing: Mapping[str, CurrentMember],
) -> Preview:
    """`standing` is by contact. `problems` may fill while the rows are read."""
    comparison = Comparison(standing)
    counts = dict.fromkeys(OUTCOMES, 0)
    to_do: list[int] = []
    updated: list[ComparedRow] = []
    newcomers: list[RosterRow] = []
    for one in comparison.each(rows):
        counts[one.outcome] += 1
        if one.outcome != "unchanged":
            to_do.append(one.row.number)
        if one.outcome == "updated":
            updated.append(one)
        if one.outcome == "new" and len(newcomers) < MAX_NEW_SHOWN:
            newcomers.append(one.row)
    duplicates, missing = tuple(comparison.duplicates), comparison.missing()
    counts["duplicate"] = len(duplicates)
    counts["wrong"] = len({problem.number for problem in problems})
    counts["missing"] = len(missing)
    return Preview(
        tuple(to_do),
        tuple(updated),
        tuple(problems),
        duplicates,
        missing,
        counts,
        tuple(newcomers),
    )


def compare_row(row: RosterRow, standing: CurrentMember | None) -> ComparedRow:
    if standing is None:
        return ComparedRow(row, "new")
    changes = tuple(_changes(row, standing))
    return ComparedRow(row, "updated" if changes else "unchanged", standing, changes)


def _changes(row: RosterRow, standing: CurrentMember) -> Iterable[str]:
    """Only what the row says, and only what the organisation may say."""
    if not standing.is_member:
        return
    said = [("unit", row.unit, standing.unit), ("group", row.group, standing.group)]
    if not standing.is_theirs:
        said += [
            ("name", row.name, standing.name),
            ("audience", row.audience or "", standing.audience or ""),
            ("province", row.province_code or "", standing.province_code or ""),
        ]
    yield from (column for column, new, old in said if new and new != old)


def _duplicate(row: RosterRow, address: str, first: int) -> CellProblem:
    line = {"line": first}
    return CellProblem(row.number, "contact", address, "roster-row-twice", line, name=row.name)
