"""Result of parsing one line of a roster: a row, or the problems of its cells. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.accounts.contacts import Contact
from lms.workflows.rosters.contact_cells import JOINED


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One valid row. Empty values were not given and change nothing.

    `second` is a number beside an address, and `notes` name the parts of contacts left out.
    `typed_name` and `typed_contact` are the cells as they stand in the file.
    """

    number: int
    name: str
    contact: Contact
    audience: str | None = None
    unit: str = ""
    group: str = ""
    province_code: str | None = None
    second: Contact | None = None
    notes: "tuple[CellProblem, ...]" = ()
    typed_name: str = field(default="", compare=False)
    typed_contact: str = field(default="", compare=False)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The contact to sign in with, and the second one."""
        return (self.contact, self.second) if self.second else (self.contact,)

    @property
    def plain_name(self) -> str:
        """The name without degrees, for comparison. It is written as people write it already."""
        return " ".join(self.name.partition(",")[0].split()).casefold()

    @property
    def written_contact(self) -> str:
        """Both contacts, as the inviter sees them."""
        return JOINED.join(contact.address for contact in self.contacts)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """An invalid cell: its column and text, the error code, and a correction if one is known.

    `name` is the name in the same line, as it was typed. `part` is the part of the text that is
    left out, if the rest of the cell is used.
    """

    number: int
    column: str
    text: str
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None
    name: str = ""
    part: str = ""
