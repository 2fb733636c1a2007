"""Result of parsing one line of a roster: a row, or the problems of its cells. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.accounts.contacts import Contact


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One valid row. Empty values were not given and change nothing."""

    number: int
    name: str
    contact: Contact
    audience: str | None = None
    unit: str = ""
    group: str = ""
    province_code: str | None = None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """An invalid cell: its column and text, the error code, and a correction if one is known.

    `name` is the name in the same line, as it was typed.
    """

    number: int
    column: str
    text: str
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None
    name: str = ""
