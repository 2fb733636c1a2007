"""Breaks long names into lines, since SVG text does not wrap. Pure."""

from typing import Final

LINE_LENGTH: Final = 24  # characters beside a figure on a screen of 320 pixels
MAX_LINES: Final = 3


def wrap_name(name: str, length: int = LINE_LENGTH, lines: int = MAX_LINES) -> tuple[str, ...]:
    """Return the name in at most `lines` lines of at most `length` characters.

    A name that is longer ends with an ellipsis; tables beside a chart have it whole.
    """
    wrapped: list[str] = []
    for word in name.split():
        if wrapped and len(wrapped[-1]) + 1 + len(word) <= length:
            wrapped[-1] += f" {word}"
        else:
            wrapped.append(word)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], " ".join(wrapped[lines - 1 :])]
    return tuple(_cut(line, length) for line in wrapped) or ("",)


def _cut(line: str, length: int) -> str:
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
