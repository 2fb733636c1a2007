"""Wrong lines of a draft as form fields, and the corrections that the form sends back."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final

from lms.web.rosters.cell_messages import cell_message
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.comparison import Preview
from lms.workflows.rosters.parsed_rows import CellProblem

MAX_LINES: Final = 50  # wrong lines shown at once; the others follow when these are corrected
MAX_LENGTH: Final = 1_000  # characters of a corrected cell


@dataclass(frozen=True, slots=True)
class WrongCell:
    """`field` is the name of the input, `suggestion_field` that of the box that accepts it."""

    column: str
    field: str
    suggestion_field: str
    text: str
    message: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class WrongLine:
    """`name` is the name in the row as it was typed."""

    number: int
    name: str
    cells: tuple[WrongCell, ...]


def wrong_lines(preview: Preview) -> list[WrongLine]:
    """The first wrong lines of a preview, with their wrong cells."""
    lines = groupby(preview.problems, key=lambda problem: (problem.number, problem.name))
    return [
        WrongLine(number, name, tuple(map(_cell, cells)))
        for (number, name), cells in islice(lines, MAX_LINES)
    ]


def has_rounded_number(preview: Preview) -> bool:
    """Has a spreadsheet lost digits of a number? The page then explains how to restore them."""
    return any(problem.code == "phone-rounded" for problem in preview.problems)


def parse_corrections(form: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Corrected texts by line number and index in COLUMNS. Other form fields are ignored.

    An accepted suggestion replaces the typed text.
    """
    corrections: dict[int, dict[int, str]] = {}
    for field, text in form.items():
        kind, _dash, cell = field.partition("-")
        line, _dash, column = cell.partition("-")
        if kind == "cell" and line.isascii() and line.isdigit() and column in COLUMNS:
            corrected = form.get(f"take-{line}-{column}") or text
            cells = corrections.setdefault(int(line[:9]), {})
            cells[COLUMNS.index(column)] = corrected[:MAX_LENGTH]
    return corrections


def _cell(problem: CellProblem) -> WrongCell:
    cell = f"{problem.number}-{problem.column}"
    return WrongCell(
        problem.column,
        f"cell-{cell}",
        f"take-{cell}",
        problem.text,
        cell_message(problem),
        problem.suggestion,
    )
