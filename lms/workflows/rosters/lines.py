"""A line of a roster as it was typed, and what came of reading it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.accounts.contacts import Contact


@dataclass(frozen=True, slots=True)
class RosterLine:
    """The texts of one person, in the order of COLUMNS. `places` are the columns in the file."""

    number: int
    texts: tuple[str, ...]
    places: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person, understood. What is empty is not said, and changes nothing."""

    number: int
    name: str
    contact: Contact
    audience: str | None = None
    unit: str = ""
    group: str = ""
    province_code: str | None = None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a line is wrong: the column, what stands there, a code, and what it might have been.

    `name` is the one in the line, as it was typed.
    """

    number: int
    column: str
    text: str
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    proposed: str | None = None
    name: str = ""
