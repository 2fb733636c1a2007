"""Findings of `payung doctor`: fine, note or wrong."""

from dataclasses import dataclass
from typing import Final, Literal

MARKS: Final = {"fine": "  ok ", "note": "  -- ", "wrong": "  !! "}


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of a check."""

    level: Literal["fine", "note", "wrong"]
    text: str


def fine(text: str, **parameters: object) -> Finding:
    """Nothing to do."""
    return Finding("fine", text % parameters if parameters else text)


def note(text: str, **parameters: object) -> Finding:
    """Worth knowing."""
    return Finding("note", text % parameters if parameters else text)


def wrong(text: str, **parameters: object) -> Finding:
    """To repair."""
    return Finding("wrong", text % parameters if parameters else text)
