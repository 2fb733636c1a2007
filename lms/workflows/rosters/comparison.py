"""Each line of a roster beside what stands: new, updated, unchanged, twice, or wrong. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from lms.workflows.rosters.lines import CellProblem, RosterRow

OUTCOMES: Final = ("new", "updated", "unchanged")


@dataclass(frozen=True, slots=True)
class Standing:
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
class Compared:
    """One person of the roster; `changes` are the columns that would differ afterwards."""

    row: RosterRow
    outcome: str
    standing: Standing | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """`missing` belong to the organisation and are not in the roster; nothing happens to them."""

    compared: tuple[Compared, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    duplicates: tuple[CellProblem, ...] = ()
    missing: tuple[Standing, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def to_do(self) -> tuple[Compared, ...]:
        return tuple(one for one in self.compared if one.outcome != "unchanged")


def compare(
    rows: Iterable[RosterRow],
    problems: Sequence[CellProblem],
    standing: Mapping[str, Standing],
) -> Preview:
    """`standing` is by contact."""
    lines: dict[str, int] = {}
    compared: list[Compared] = []
    duplicates: list[CellProblem] = []
    for row in rows:
        address = row.contact.address
        if address in lines:
            duplicates.append(_twice(row.number, address, lines[address]))
        else:
            lines[address] = row.number
            compared.append(compared_with(row, standing.get(address)))
    missing = tuple(one for address, one in standing.items() if address not in lines)
    counts = {name: sum(one.outcome == name for one in compared) for name in OUTCOMES}
    counts["duplicate"] = len(duplicates)
    counts["wrong"] = len({problem.number for problem in problems})
    counts["missing"] = len(missing)
    return Preview(tuple(compared), tuple(problems), tuple(duplicates), missing, counts)


def compared_with(row: RosterRow, standing: Standing | None) -> Compared:
    if standing is None:
        return Compared(row, "new")
    changes = tuple(_changes(row, standing))
    return Compared(row, "updated" if changes else "unchanged", standing, changes)


def _changes(row: RosterRow, standing: Standing) -> Iterable[str]:
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


def _twice(number: int, address: str, first: int) -> CellProblem:
    return CellProblem(number, "contact", address, "roster-row-twice", {"line": first})
