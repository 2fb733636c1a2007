"""What a line of a roster says: one person, or what is wrong and what it might have been. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from lms.accounts.contacts import Contact, read_contact
from lms.accounts.errors import TextBecameDate
from lms.accounts.names import clean_name
from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import clean_line
from lms.workflows.rosters import suggestions
from lms.workflows.rosters.columns import COLUMNS
from lms.workflows.rosters.lines import CellProblem, RosterLine, RosterRow
from lms.workflows.rosters.phone_digits import whole_number
from lms.workflows.rosters.vocabulary import audience_in, province_in

LONGEST_PLACE: Final = 100
DATE: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
Printable = Callable[[str], str]
Value = TypeVar("Value")


def read_line(line: RosterLine, *, unprintable: Printable) -> RosterRow | list[CellProblem]:
    """One person, or everything that is wrong with the line."""
    reader = _LineReader(line)
    name = reader.read("name", lambda text: _name(text, unprintable), "")
    contact = reader.read("contact", read_cell_of_contact, Contact())
    audience = reader.read("audience", audience_in, None)
    unit = reader.read("unit", _place, "")
    group = reader.read("group", _place, "")
    province_code = reader.read("province", province_in, None)
    if reader.problems:
        return reader.problems
    return RosterRow(line.number, name, contact, audience, unit, group, province_code)


def rows_in(
    lines: Iterable[RosterLine], problems: list[CellProblem], *, unprintable: Printable
) -> Iterator[RosterRow]:
    """One after the other; what is wrong with the other lines comes into `problems` meanwhile."""
    for line in lines:
        found = read_line(line, unprintable=unprintable)
        if isinstance(found, RosterRow):
            yield found
        else:
            problems += found


class _LineReader:
    def __init__(self, line: RosterLine) -> None:
        self._line = line
        self.problems: list[CellProblem] = []

    def read(self, column: str, rule: Callable[[str], Value], otherwise: Value) -> Value:
        text = self._line.texts[COLUMNS.index(column)]
        try:
            return rule(text)
        except LmsError as refused:
            proposed = suggestions.proposed(column, text, refused)
            name = self._line.texts[COLUMNS.index("name")][:200]
            problem = (column, text[:200], refused.code, refused.parameters, proposed, name)
            self.problems.append(CellProblem(self._line.number, *problem))
            return otherwise


def _name(text: str, unprintable: Printable) -> str:
    from lms.accounts.errors import NameNotPrintable

    _refuse_date(text)
    name = clean_name(text)
    if missing := unprintable(name):
        raise NameNotPrintable(characters=missing)
    return name


def read_cell_of_contact(text: str) -> Contact:
    """Also where a spreadsheet took the number for one to count with."""
    return read_contact(whole_number(" ".join(text.split())))


def _place(text: str) -> str:
    _refuse_date(text)
    return clean_line(text, max_length=LONGEST_PLACE)


def _refuse_date(text: str) -> None:
    """A spreadsheet takes 1-2 for a day of February; nobody is called so."""
    if DATE.fullmatch(text.strip()):
        raise TextBecameDate()
