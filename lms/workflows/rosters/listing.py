"""The page of rows that a preview lists, with a search. Pure."""

from dataclasses import dataclass, field
from typing import Final

from lms.workflows.rosters.parsed_rows import CellProblem, ParsedRow

MAX_LISTED: Final = 25  # rows on a page of a preview


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row with its outcome, which may also be `duplicate` or `wrong`."""

    number: int
    name: str
    contact: str
    outcome: str


@dataclass(slots=True)
class Listing:
    """Rows with this text in name or contact: `rows` from `first` on, `matching` in all."""

    text: str = ""
    first: int = 0
    rows: list[ListedRow] = field(default_factory=list)
    matching: int = 0

    def add(self, row: ParsedRow, outcome: str) -> None:
        """Add a valid row or a duplicate."""
        self._add(ListedRow(row.number, row.name, row.written_contact, outcome))

    def add_wrong(self, problem: CellProblem) -> None:
        """Add a row with an invalid cell. Its contact is known if that is the cell."""
        contact = problem.text if problem.column == "contact" else ""
        self._add(ListedRow(problem.number, problem.name, contact, "wrong"))

    def _add(self, row: ListedRow) -> None:
        if self._matches(row):
            if 0 <= self.matching - self.first < MAX_LISTED:
                self.rows.append(row)
            self.matching += 1

    def _matches(self, row: ListedRow) -> bool:
        """Whether the text is in the name or in a contact."""
        text = " ".join(self.text.split()).casefold()
        contact = row.contact.casefold()
        return text in row.name.casefold() or text in contact or _digits(text) in contact


def _digits(text: str) -> str:
    """A number as it is stored, from the way people type it; else the text."""
    return text.replace(" ", "").replace("-", "").lstrip("0") or text
