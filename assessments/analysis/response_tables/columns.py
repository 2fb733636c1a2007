"""Recognises columns by English or Indonesian headings and parses cells. Pure."""

import math
from collections.abc import Collection
from typing import Final

from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.sheet import Row, Sheet

LEARNER: Final = "learner"
SECONDS: Final = "seconds"
DIMENSIONS: Final = ("arm", "province", "role", "organisation", "group")
COLUMN_NAMES: Final = {
    # heading: canonical name
    "learner": LEARNER,
    "learner_id": LEARNER,
    "id": LEARNER,
    "participant": LEARNER,
    "student": LEARNER,
    "peserta": LEARNER,
    "siswa": LEARNER,
    "arm": "arm",
    "province": "province",
    "provinsi": "province",
    "role": "role",
    "peran": "role",
    "organisation": "organisation",
    "organization": "organisation",
    "organisasi": "organisation",
    "group": "group",
    "kelompok": "group",
    "form": "form",
    "bentuk": "form",
    "occasion": "occasion",
    "waktu": "occasion",
    "pre": "pre",
    "pretest": "pre",
    "pre-test": "pre",
    "prates": "pre",
    "post": "post",
    "posttest": "post",
    "post-test": "post",
    "pascates": "post",
}
KEY_COLUMN_NAMES: Final = {
    "item": "item",
    "butir": "item",
    "soal": "item",
    "key": "key",
    "kunci": "key",
    "max": "max",
    "min": "min",
    "maks": "max",
    "objective": "objective",
    "tujuan": "objective",
    "form": "form",
    "bentuk": "form",
}

MISSING: Final = frozenset({"NA", "N/A", "#N/A"})  # as R, pandas and Excel write it


def read_text(row: Row, index: int, *, answers: Collection[str] = ()) -> str:
    """Return the text of a cell, empty if missing; `answers` are texts that are not missing."""
    text = row.cells[index]
    return "" if text in MISSING and text not in answers else text


def add_group_column(
    sheet: Sheet, indexes: dict[str, int], group: str
) -> tuple[str, dict[str, int]]:
    """Return the name of the dimension of a group column, and the indexes with this column.

    The heading matches in any case. Raises TableError if there is no such column.
    """
    name = COLUMN_NAMES.get(group.casefold(), group)
    if name in indexes and name in DIMENSIONS:
        return name, indexes
    headings = [heading.casefold() for heading in sheet.headings]
    if group.casefold() not in headings or name in indexes:
        raise TableError("no-such-group", column=group)
    index = headings.index(group.casefold())
    return sheet.headings[index], {**indexes, sheet.headings[index]: index}


def column_indexes(sheet: Sheet, names: dict[str, str]) -> dict[str, int]:
    """Map canonical names to column indexes. Raises TableError if two columns have one name."""
    indexes: dict[str, int] = {}
    for index, heading in enumerate(sheet.headings):
        name = names.get(heading.casefold())
        if name in indexes:
            raise TableError("column-twice", column=heading, name=name)
        if name is not None:
            indexes[name] = index
    return indexes


def require_column(indexes: dict[str, int], name: str) -> int:
    """Return the index of a column. Raises TableError if it is missing."""
    if name not in indexes:
        raise TableError("column-missing", column=name)
    return indexes[name]


def read_learners(sheet: Sheet, index: int) -> tuple[str, ...]:
    """Return the learner of each row. Raises TableError for a missing or repeated learner."""
    names: dict[str, int] = {}
    for row in sheet.rows:
        name = row.cells[index]
        if not name:
            raise TableError("learner-missing", line=row.line)
        if name in names:
            raise TableError("learner-repeated", line=row.line, first=names[name])
        names[name] = row.line
    return tuple(names)


def read_number(sheet: Sheet, row: Row, index: int) -> float | None:
    """Parse a number; None for an empty or missing cell. Raises TableError for other text."""
    text = read_text(row, index)
    if not text:
        return None
    try:
        value = float(text.replace(",", ".") if sheet.has_decimal_comma else text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        column = sheet.headings[index]
        raise TableError("not-a-number", line=row.line, column=column, value=text[:40])
    return value


def read_seconds(sheet: Sheet, row: Row, index: int) -> float | None:
    """Parse a duration in seconds; None for an empty cell. Raises TableError if negative."""
    value = read_number(sheet, row, index)
    if value is not None and value < 0:
        raise TableError(
            "negative-seconds",
            line=row.line,
            column=sheet.headings[index],
            value=row.cells[index],
        )
    return value


def read_number_within(
    sheet: Sheet, row: Row, index: int, *, highest: float, lowest: float = 0.0
) -> float | None:
    """Parse a number from `lowest` to `highest`; None for an empty cell. Raises TableError."""
    value = read_number(sheet, row, index)
    if value is not None and not lowest <= value <= highest:
        raise TableError(
            "out-of-range",
            line=row.line,
            column=sheet.headings[index],
            value=row.cells[index],
            lowest=f"{lowest:g}",
            highest=f"{highest:g}",
        )
    return value
