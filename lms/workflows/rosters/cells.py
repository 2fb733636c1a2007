"""Parse the cells of a roster line into a row, or into the problems of the cells. Pure."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

from lms.accounts.contacts import Contact
from lms.accounts.errors import NameNotPrintable, TextBecameDate
from lms.accounts.names import clean_name
from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import clean_line
from lms.organisations.kinds import MAX_UNIT_LENGTH
from lms.organisations.roster.lines import RosterLine
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.contact_cells import ContactCell, LeftOut, parse_contact_cell
from lms.workflows.rosters.parsed_rows import CellProblem, ParsedRow
from lms.workflows.rosters.suggestions import suggest
from lms.workflows.rosters.vocabulary import parse_audience, parse_province
from lms.workflows.rosters.written_names import written_name

DATE: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
OPTIONAL: Final = frozenset({"audience", "province"})  # people state them when they join
UnprintableCharacters = Callable[[str], str]
Value = TypeVar("Value")


def parse_line(
    line: RosterLine, *, unprintable: UnprintableCharacters
) -> ParsedRow | list[CellProblem]:
    """Parse a line into a row, or list all its problems.

    `unprintable` gives the characters of a name that no certificate can print.
    """
    parser = _LineParser(line)
    name = parser.parse("name", lambda text: _parse_name(text, unprintable), "")
    cell = parser.parse("contact", parse_contact_cell, ContactCell(Contact()))
    audience = parser.parse("audience", parse_audience, None)
    unit = parser.parse("unit", _parse_unit, "")
    group = parser.parse("group", _parse_unit, "")
    province_code = parser.parse("province", parse_province, None)
    if parser.problems:
        return [*parser.problems, *parser.notes]
    notes = (*(_note(line, left_out) for left_out in cell.left_out), *parser.notes)
    return ParsedRow(
        number=line.number,
        name=name,
        contact=cell.contact,
        audience=audience,
        unit=unit,
        group=group,
        province_code=province_code,
        second=cell.second,
        notes=notes,
        typed_name=line.texts[COLUMNS.index("name")][:200],
        typed_contact=line.texts[COLUMNS.index("contact")][:200],
    )


def _note(line: RosterLine, left_out: LeftOut) -> CellProblem:
    """A part of a contact that the import leaves out; the suggestion is for the whole cell."""
    text, error = line.texts[COLUMNS.index("contact")], left_out.error
    part = suggest("contact", left_out.text, error)
    return CellProblem(
        line.number,
        "contact",
        text[:200],
        error.code,
        error.parameters,
        text.replace(left_out.text, part)[:200] if part else None,
        name=line.texts[COLUMNS.index("name")][:200],
        part=left_out.text[:200],
    )


class _LineParser:
    """Parses the cells of one line.

    `notes` are optional cells that are left out, since no valid text resembles them.
    """

    def __init__(self, line: RosterLine) -> None:
        self._line = line
        self.problems: list[CellProblem] = []
        self.notes: list[CellProblem] = []

    def parse(self, column: str, rule: Callable[[str], Value], default: Value) -> Value:
        text = self._line.texts[COLUMNS.index(column)]
        try:
            return rule(text)
        except LmsError as error:
            problem = self._problem(column, text, error)
            is_left_out = column in OPTIONAL and problem.suggestion is None
            (self.notes if is_left_out else self.problems).append(problem)
            return default

    def _problem(self, column: str, text: str, error: LmsError) -> CellProblem:
        return CellProblem(
            self._line.number,
            column,
            text[:200],
            error.code,
            error.parameters,
            suggest(column, text, error),
            name=self._line.texts[COLUMNS.index("name")][:200],
        )


def _parse_name(text: str, unprintable: UnprintableCharacters) -> str:
    _require_no_date(text)
    name = written_name(clean_name(text))
    if missing := unprintable(name):
        raise NameNotPrintable(characters=missing)
    return name


def _parse_unit(text: str) -> str:
    _require_no_date(text)
    return clean_line(text, max_length=MAX_UNIT_LENGTH)


def _require_no_date(text: str) -> None:
    """Raises TextBecameDate. Spreadsheets turn a group such as 1-2 into the first of February."""
    if DATE.fullmatch(text.strip()):
        raise TextBecameDate()
