"""Caveats about computed figures. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """docs/reference/statistics.md explains each `code`; `about` names an item or a number."""

    code: str
    about: str = ""
