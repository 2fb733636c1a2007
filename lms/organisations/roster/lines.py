"""A line of a roster as it was typed, and where the lines come from. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a roster, not parsed yet.

    `number` is the line in the file, counted from 1. `texts` are the cells in the order of
    `lms.workflows.rosters.columns.COLUMNS`.
    """

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterSource:
    """Name of the file, and its parts that were not read.

    `first_unread` and `last_unread` are the lines below the people that look like signatures; 0 if
    there are none.
    """

    file: str = ""
    sheet: str = ""
    unread_sheets: tuple[str, ...] = ()
    first_unread: int = 0
    last_unread: int = 0
