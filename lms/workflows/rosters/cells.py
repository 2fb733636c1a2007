"""What a line of a roster says: one person, or what is wrong and what it might have been. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from lms.accounts.contacts import Contact, parse_contact
from lms.accounts.errors import TextBecameDate
from lms.accounts.names import clean_name
from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import clean_line
from lms.workflows.rosters import suggestions
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.lines import CellProblem, RosterLine, RosterRow
from lms.workflows.rosters.phone_digits import restore_digits
from lms.workflows.rosters.vocabulary import parse_audience, parse_province

MAX_UNIT_LENGTH: Final = 100
DATE: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
Printable = Callable[[str], str]
Value = TypeVar("Value")


def parse_line(line: RosterLine, *, unprintable: Printable) -> RosterRow | list[CellProblem]:
    """One person, or everything that is wrong with the line."""
    reader = _LineParser(line)
    name = reader.read("name", lambda text: _parse_name(text, unprintable), "")
    contact = reader.read("contact", parse_contact_cell, Contact())
    audience = reader.read("audience", parse_audience, None)
    unit = reader.read("unit", _parse_unit, "")
    group = reader.read("group", _parse_unit, "")
    province_code = reader.read("province", parse_province, None)
    if reader.problems:
        return reader.problems
    return RosterRow(line.number, name, contact, audience, unit, group, province_code)


def parse_lines(
    lines: Iterable[RosterLine], problems: list[CellProblem], *, unprintable: Printable
) -> Iterator[RosterRow]:
    """One after the other; what is wrong with the other lines comes into `problems` meanwhile."""
    for line in lines:
        found = parse_line(line, unprintable=unprintable)
        if isinstance(found, RosterRow):
            yield found
        else:
            problems += found


class _LineParser:
    def __init__(self, line: RosterLine) -> None:
        self._line = line
        self.problems: list[CellProblem] = []

    def read(self, column: str, rule: Callable[[str], Value], otherwise: Value) -> Value:
        text = self._line.texts[COLUMNS.index(column)]
        try:
            return rule(text)
        except LmsError as refused:
            proposed = suggestions.suggest(column, text, refused)
            name = self._line.texts[COLUMNS.index("name")][:200]
            problem = (column, text[:200], refused.code, refused.parameters, proposed, name)
            self.problems.append(CellProblem(self._line.number, *problem))
            return otherwise


def _parse_name(text: str, unprintable: Printable) -> str:
    from lms.accounts.errors import NameNotPrintable

    _require_no_date(text)
    name = clean_name(text)
    if missing := unprintable(name):
        raise NameNotPrintable(characters=missing)
    return name


def parse_contact_cell(text: str) -> Contact:
    """Also where a spreadsheet took the number for one to count with."""
    return parse_contact(restore_digits(" ".join(text.split())))


def _parse_unit(text: str) -> str:
    _require_no_date(text)
    return clean_line(text, max_length=MAX_UNIT_LENGTH)


def _require_no_date(text: str) -> None:
    """A spreadsheet takes 1-2 for a day of February; nobody is called so."""
    if DATE.fullmatch(text.strip()):
        raise TextBecameDate()
