"""A line of a roster as it was typed. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a roster, not parsed yet.

    `number` is the line in the file, counted from 1. `texts` are the cells in the order of
    `lms.workflows.rosters.columns.COLUMNS`.
    """

    number: int
    texts: tuple[str, ...]
