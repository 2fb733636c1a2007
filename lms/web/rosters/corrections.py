"""What the page of a draft shows of its wrong lines, and what comes back from its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lms.web.rosters.cell_messages import cell_message
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.comparison import Preview
from lms.workflows.rosters.lines import CellProblem

MAX_LINES: Final = 50  # wrong lines at once; the others follow when these are right


@dataclass(frozen=True, slots=True)
class WrongCell:
    """`field` names the input; `take` the box that chooses what is proposed."""

    column: str
    field: str
    take: str
    text: str
    words: str
    proposed: str | None


@dataclass(frozen=True, slots=True)
class WrongLine:
    """`name` is the one that was typed in the row."""

    number: int
    name: str
    cells: tuple[WrongCell, ...]


def wrong_lines(preview: Preview) -> list[WrongLine]:
    """The first wrong lines with their wrong cells."""
    lines = groupby(preview.problems, key=lambda problem: (problem.number, problem.name))
    found = [WrongLine(number, name, tuple(map(_cell, cells))) for (number, name), cells in lines]
    return found[:MAX_LINES]


def has_rounded_number(preview: Preview) -> bool:
    """Has a spreadsheet lost digits of a number? Then it helps to say how that is mended there."""
    return any(problem.code == "phone-rounded" for problem in preview.problems)


def parse_corrections(form: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Texts by line and place; where a proposal was chosen, that. Anything else is left alone."""
    found: dict[int, dict[int, str]] = {}
    for field, text in form.items():
        kind, _dash, place = field.partition("-")
        line, _dash, column = place.partition("-")
        if kind == "cell" and line.isascii() and line.isdigit() and column in COLUMNS:
            taken = form.get(f"take-{line}-{column}") or text
            found.setdefault(int(line[:9]), {})[COLUMNS.index(column)] = taken[:1_000]
    return found


def _cell(problem: CellProblem) -> WrongCell:
    place = f"{problem.number}-{problem.column}"
    return WrongCell(
        problem.column,
        f"cell-{place}",
        f"take-{place}",
        problem.text,
        cell_message(problem),
        problem.proposed,
    )
