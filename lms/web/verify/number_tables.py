"""Results of a verified list, as a table and as CSV."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Final
from zoneinfo import ZoneInfo

from certificates.numbers import format_number, parse_number
from certificates.records.api_queries import CheckedEntry, is_code
from lms.web.verify.number_lists import NumberList
from lms.web.verify.verdicts import LEVELS, OUTCOMES

COLUMNS: Final = (
    "nomor / number",
    "hasil / result",
    "nama / name",
    "kursus / course",
    "jenjang / level",
    "jam / hours",
    "terbit / issued",
    "berlaku sampai / valid until",
    "diperiksa / checked",
)
REPEATED: Final = "berulang / repeated"
OTHER_COLUMN: Final = "kolom {0} / column {0}"  # for columns without a heading
ON_THE_PAGE: Final = (0, 1, 2, 3, 6, 7)  # columns on the page; the file has all

# Excel ignores the invisible signs; with Indonesian settings it splits cells at semicolons too.
_INVISIBLE = "\\s\\x00-\\x1f\\xad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff"
_FORMULA = re.compile(
    rf"(^|;)(?=[{_INVISIBLE}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[{_INVISIBLE}]*[\t\r])"
)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row; `cells` are those of COLUMNS, `times` counts this number in the list."""

    outcome: str
    cells: tuple[str, ...]
    times: int
    other_cells: tuple[str, ...]

    def other_pairs(self, headings: Sequence[str]) -> list[tuple[str, str]]:
        """Return the other cells that are not empty, with their headings."""
        pairs = zip(headings, self.other_cells, strict=True)
        return [(heading, cell) for heading, cell in pairs if cell]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table; `other_headings` are those of the other columns of the list."""

    rows: tuple[ResultRow, ...]
    other_headings: tuple[str, ...]

    @property
    def counts(self) -> Sequence[tuple[str, tuple[str, str], int]]:
        """Each outcome with its labels and number of rows, most frequent first."""
        counted = Counter(row.outcome for row in self.rows).most_common()
        return [(outcome, OUTCOMES[outcome], count) for outcome, count in counted]

    @property
    def repeated_numbers(self) -> int:
        """The number of entries that occur more than once."""
        return len({row.cells[0] for row in self.rows if row.times > 1})


def build_table(
    numbers: NumberList, checked: Sequence[CheckedEntry], *, now: datetime, zone: ZoneInfo
) -> ResultTable:
    """Build a row for each entry; dates are in the time zone of certificates."""
    shown = [
        _shown_number(entry, result) for entry, result in zip(numbers.entries, checked, strict=True)
    ]
    times = Counter(number for number in shown if parse_number(number))
    rows = tuple(
        ResultRow(
            outcome=_outcome(row.entry, result),
            cells=_cells(number, _outcome(row.entry, result), result, now, zone),
            times=times[number],
            other_cells=row.other_cells,
        )
        for row, number, result in zip(numbers.rows, shown, checked, strict=True)
    )
    return ResultTable(rows, _other_headings(numbers))


def table_to_csv(table: ResultTable) -> bytes:
    """Format as CSV with a byte order mark; cells that start like formulas get an apostrophe."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(map(_inert, (*COLUMNS, REPEATED, *table.other_headings)))
    for row in table.rows:
        repeated = str(row.times) if row.times > 1 else ""
        writer.writerow(map(_inert, (*row.cells, repeated, *row.other_cells)))
    return written.getvalue().encode("utf-8-sig")


def _other_headings(numbers: NumberList) -> tuple[str, ...]:
    count = max(len(row.other_cells) for row in numbers.rows)
    headings = numbers.headings[1:] or ("",) * count
    return tuple(
        heading or OTHER_COLUMN.format(number) for number, heading in enumerate(headings, start=1)
    )


def _shown_number(entry: str, checked: CheckedEntry) -> str:
    """Return the number as printed, or the entry if it is not a number."""
    status = checked.status
    number = status.number if status and status.number else parse_number(entry)
    return format_number(number) if number else entry


def _outcome(entry: str, checked: CheckedEntry) -> str:
    return checked.outcome if parse_number(entry) or is_code(entry) else "no-number"


def _cells(
    number: str, outcome: str, checked: CheckedEntry, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """Build the cells; names are shown only for valid and expired certificates."""
    status, label, moment = checked.status, " / ".join(OUTCOMES[outcome]), _moment(now, zone)
    if status is None or not status.number:
        return (number, label, "", "", "", "", "", "", moment)
    issued = _day(status.issued_at, zone)
    if outcome not in ("valid", "expired", "specimen"):
        return (number, label, "", status.title_id, "", "", issued, "", moment)
    return (
        number,
        label,
        status.name,
        status.title_id,
        LEVELS[status.level][0],
        str(status.hours),
        issued,
        _day(status.valid_until, zone),
        moment,
    )


def _inert(cell: str) -> str:
    return _FORMULA.sub(r"\1'", cell)


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
