"""Bars to both sides of a middle: shares lost to the left, gained to the right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.axes import axis_around
from lms.web.charts.shapes import Box, Caption, Drawing, Line, Shape, Span, text

ROW_HEIGHT: Final = 2.7  # em
MIDDLE: Final = 50


@dataclass(frozen=True, slots=True)
class GainBar:
    """Shares in per cent; None for shares that are not shown. `figure` says both as text."""

    name: str
    lost: float | None
    gained: float | None
    figure: str


def draw_gains(caption: Caption, rows: Sequence[GainBar], lost: str, gained: str) -> Drawing:
    """Draw rows on one scale: lost hollow to the left, gained filled to the right."""
    shares = [share for row in rows for share in (row.lost, row.gained) if share is not None]
    highest = axis_around(shares).high
    shapes: list[Shape] = [
        text(MIDDLE - 1, 1.05, Span(f"← {lost}", "m"), anchor="end"),
        text(MIDDLE + 1, 1.05, Span(f"{gained} →", "m")),
    ]
    y = 1.7
    for row in rows:
        shapes += [
            text(0, y + 1.05, Span(row.name, "b")),
            text(100, y + 1.05, row.figure, anchor="end"),
        ]
        if row.lost is not None and row.gained is not None:
            left, right = (MIDDLE * share / highest for share in (row.lost, row.gained))
            shapes += [
                Box(MIDDLE - left, y + 1.45, left, 0.75, "hole"),
                Box(MIDDLE, y + 1.45, right, 0.75, "k1"),
            ]
        y += ROW_HEIGHT
    middle = Line(MIDDLE, 1.7, MIDDLE, y, "grid-line")
    return Drawing(
        caption.name, caption.title, caption.description, y, (middle, *shapes), "lines-under"
    )
