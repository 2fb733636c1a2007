"""Which column says what, in English or Indonesian, and how cells are read. Pure."""

import math
from typing import Final

from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.sheet import Row, Sheet

LEARNER: Final = "learner"
SECONDS: Final = "seconds"
DIMENSIONS: Final = ("arm", "province", "role", "organisation", "group")
COLUMN_NAMES: Final = {
    # heading: what it is called here
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
    "maks": "max",
    "objective": "objective",
    "tujuan": "objective",
    "form": "form",
    "bentuk": "form",
}


def column_indexes(sheet: Sheet, names: dict[str, str]) -> dict[str, int]:
    """Where each known column stands. Raises TableProblem for two that mean the same."""
    found: dict[str, int] = {}
    for place, heading in enumerate(sheet.headings):
        name = names.get(heading.casefold())
        if name in found:
            raise TableError("column-twice", column=heading, name=name)
        if name is not None:
            found[name] = place
    return found


def require_column(found: dict[str, int], name: str) -> int:
    if name not in found:
        raise TableError("column-missing", column=name)
    return found[name]


def read_learners(sheet: Sheet, place: int) -> tuple[str, ...]:
    """Each row names one; raises TableProblem for a row without, or a learner twice."""
    names: dict[str, int] = {}
    for row in sheet.rows:
        name = row.cells[place]
        if not name:
            raise TableError("learner-missing", line=row.line)
        if name in names:
            raise TableError("learner-repeated", line=row.line, first=names[name])
        names[name] = row.line
    return tuple(names)


def read_number(sheet: Sheet, row: Row, place: int) -> float | None:
    """None for an empty cell. Raises TableProblem for anything that is no number."""
    text = row.cells[place]
    if not text:
        return None
    try:
        value = float(text.replace(",", ".") if sheet.has_decimal_comma else text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        column = sheet.headings[place]
        raise TableError("not-a-number", line=row.line, column=column, value=text[:40])
    return value


def read_seconds(sheet: Sheet, row: Row, place: int) -> float | None:
    """Time spent; None where it was not taken. Raises TableProblem for less than none."""
    value = read_number(sheet, row, place)
    if value is not None and value < 0:
        raise TableError(
            "negative-seconds",
            line=row.line,
            column=sheet.headings[place],
            value=row.cells[place],
        )
    return value


def read_number_within(sheet: Sheet, row: Row, place: int, *, highest: float) -> float | None:
    value = read_number(sheet, row, place)
    if value is not None and not 0 <= value <= highest:
        raise TableError(
            "out-of-range",
            line=row.line,
            column=sheet.headings[place],
            value=row.cells[place],
            highest=f"{highest:g}",
        )
    return value
