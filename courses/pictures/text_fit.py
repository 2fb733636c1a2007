"""Estimates text widths to break lines, since no font is available when SVG is rendered.

Widths are those of a wide font (Noto Sans, rounded up), so that other fonts fit too.
"""

from dataclasses import dataclass
from typing import Final

_GROUPS: Final = (
    # width relative to the font size, characters
    (0.30, "ijl'.,:;!| "),
    (0.41, 'fIJtr()[]-/"'),
    (0.58, "zcsvyxkaeFLSTYZ?0123456789+"),
    (0.78, "DGHNOQUw"),
    (0.95, "mMW@%"),
)
_WIDTHS: Final = {character: width for width, group in _GROUPS for character in group}
_OTHER: Final = 0.64
_BOLD: Final = 1.07


@dataclass(frozen=True, slots=True)
class Word:
    """A word, possibly bold."""

    text: str
    is_bold: bool = False

    def width(self, size: float) -> float:
        plain = sum(_WIDTHS.get(character, _OTHER) for character in self.text) * size
        return plain * _BOLD if self.is_bold else plain


Line = tuple[Word, ...]


def line_width(line: Line, size: float) -> float:
    """The estimated width of a line at a font size."""
    space = _WIDTHS[" "] * size
    return sum(word.width(size) for word in line) + space * max(len(line) - 1, 0)


def wrap(words: Line, size: float, width: float) -> list[Line]:
    """Break words into lines of at most `width`; a single longer word gets its own line."""
    lines: list[Line] = []
    current: Line = ()
    for word in words:
        if current and line_width((*current, word), size) > width:
            lines.append(current)
            current = ()
        current = (*current, word)
    return [*lines, current] if current else lines


def plain_words(text: str) -> Line:
    """The words of a text, none of them bold."""
    return tuple(Word(part) for part in text.split())


def words_with_lead(text: str, longest_lead: int = 30) -> Line:
    """The words of a text; the part before a colon is bold, as in "Look: is the child safe?"."""
    lead, colon, rest = text.partition(": ")
    if not colon or len(lead) > longest_lead or "(" in lead:
        return plain_words(text)
    bold = [Word(part, is_bold=True) for part in f"{lead}:".split()]
    return (*bold, *plain_words(rest))
