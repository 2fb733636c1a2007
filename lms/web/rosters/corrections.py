"""Wrong lines of a draft as form fields, and the corrections that the form sends back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Final

from lms.web.rosters.cell_messages import cell_message
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.comparison import Preview
from lms.workflows.rosters.contact_cells import KEPT
from lms.workflows.rosters.parsed_rows import CellProblem

MAX_LINES: Final = 50  # wrong lines shown at once; the others follow when these are corrected
MAX_LENGTH: Final = 1_000  # characters of a corrected cell


@dataclass(frozen=True, slots=True)
class WrongCell:
    """`field` is the name of the input, `suggestion_field` that of the boxes that replace it.

    `kept` is the text that keeps a mail domain as it was typed, `kept_address` the address.
    """

    column: str
    field: str
    suggestion_field: str
    text: str
    message: str
    suggestion: str | None
    kept: str
    kept_address: str


@dataclass(frozen=True, slots=True)
class WrongLine:
    """`name` is the name in the row as it was typed."""

    number: int
    name: str
    cells: tuple[WrongCell, ...]


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """A row of which something was not imported. `texts` say what, and why."""

    number: int
    name: str
    texts: tuple[str, ...]


def left_out_lines(preview: Preview) -> list[LeftOutLine]:
    """All rows that an import leaves out, whole or in part, in the order of the file."""
    problems = sorted((*preview.problems, *preview.duplicates, *preview.notes), key=_line_and_name)
    return [
        LeftOutLine(number, name, tuple(map(_left_out_text, cells)))
        for (number, name), cells in groupby(problems, key=_line_and_name)
    ]


def _line_and_name(problem: CellProblem) -> tuple[int, str]:
    return problem.number, problem.name


def _left_out_text(problem: CellProblem) -> str:
    text = problem.part or problem.text
    return f"{text}: {cell_message(problem)}" if text else cell_message(problem)


def wrong_lines(problems: Iterable[CellProblem]) -> list[WrongLine]:
    """The first lines with these problems, with their cells. A cell stands there once."""
    lines = groupby(problems, key=_line_and_name)
    return [
        WrongLine(number, name, _cells(of_line))
        for (number, name), of_line in islice(lines, MAX_LINES)
    ]


def has_rounded_number(preview: Preview) -> bool:
    """Has a spreadsheet lost digits of a number? The page then explains how to restore them."""
    return any(problem.code == "phone-rounded" for problem in preview.problems)


def parse_corrections(form: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Corrected texts by line number and index in COLUMNS. Other form fields are ignored.

    An accepted suggestion, or an address that is kept, replaces the typed text.
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


def _cells(problems: Iterable[CellProblem]) -> tuple[WrongCell, ...]:
    """One field for each column. The first proposal for it is shown, with all messages."""
    cells: dict[str, WrongCell] = {}
    for problem in problems:
        cell = _cell(problem)
        if first := cells.get(cell.column):
            proposal = first if first.suggestion or first.kept else cell
            cell = replace(proposal, message=f"{first.message} {cell.message}")
        cells[cell.column] = cell
    return tuple(cells.values())


def _cell(problem: CellProblem) -> WrongCell:
    cell = f"{problem.number}-{problem.column}"
    is_misspelled = problem.code == "mail-domain-misspelled"
    address = (problem.part or problem.text).strip() if is_misspelled else ""
    return WrongCell(
        problem.column,
        f"cell-{cell}",
        f"take-{cell}",
        problem.text,
        _left_out_text(problem) if problem.part else cell_message(problem),
        problem.suggestion,
        problem.text.replace(address, f"{address}{KEPT}", 1) if address else "",
        address,
    )
