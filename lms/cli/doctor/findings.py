"""What `payung doctor` finds: fine, a note, or wrong."""

from dataclasses import dataclass
from typing import Final, Literal

MARKS: Final = {"fine": "  ok ", "note": "  -- ", "wrong": "  !! "}


@dataclass(frozen=True, slots=True)
class Finding:
    level: Literal["fine", "note", "wrong"]
    text: str


def fine(text: str, **parameters: object) -> Finding:
    return Finding("fine", text % parameters if parameters else text)


def note(text: str, **parameters: object) -> Finding:
    return Finding("note", text % parameters if parameters else text)


def wrong(text: str, **parameters: object) -> Finding:
    return Finding("wrong", text % parameters if parameters else text)
