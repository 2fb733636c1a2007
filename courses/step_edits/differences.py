"""Differences of two texts in words. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

PIECE: Final = re.compile(r"\S+\s*|\s+")  # a word with the blanks after it


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words of one or both texts."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_differences(before: str, after: str) -> tuple[Part, ...]:
    """The parts in reading order: same and removed make the text before, same and added after."""
    return tuple(part for part in _parts(PIECE.findall(before), PIECE.findall(after)) if part.text)


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            yield Part("same", "".join(before[first:last]))
        else:
            yield Part("removed", "".join(before[first:last]))
            yield Part("added", "".join(after[start:end]))
