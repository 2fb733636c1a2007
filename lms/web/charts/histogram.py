"""Two histograms of the same people below each other, before and after. Pure.

The width of a column is its range of scores and its area the number of people, so that wide ranges
do not look fuller than they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.shapes import Box, Caption, Drawing, Line, Shape, Span, text

PANEL_HEIGHT: Final = 8.6  # em
COLUMN_HEIGHT: Final = 4.8  # of the highest column
BOTTOM: Final = 8.0  # of the columns of a panel
GAP: Final = 1.2  # per cent of the whole width, between columns


@dataclass(frozen=True, slots=True)
class Bin:
    """Counts of people with a score from `low` to `high`, as formatted text and as numbers.

    The range begins at `start` and ends before `end`, where the next one begins.
    """

    low: str
    high: str
    before: int
    after: int
    before_text: str
    after_text: str
    start: float
    end: float

    @property
    def width(self) -> float:
        """The width of the range."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Panel:
    """Name of a panel and a detail beside it."""

    name: str
    detail: str = ""


def draw_paired_histogram(
    caption: Caption, before: Panel, after: Panel, bins: Sequence[Bin]
) -> Drawing:
    """Draw both histograms on one scale: before hollow, after filled."""
    highest = max((max(item.before, item.after) / item.width for item in bins), default=0)
    first, last = (bins[0].start, bins[-1].end) if bins else (0.0, 1.0)
    columns = (
        [(item.before, item.before_text) for item in bins],
        [(item.after, item.after_text) for item in bins],
    )
    shapes: list[Shape] = []
    for index, (panel, css) in enumerate(((before, "hole"), (after, "k1"))):
        top = index * PANEL_HEIGHT
        shapes.append(
            text(
                0,
                top + 1.2,
                Span(panel.name, "b"),
                Span(f" {panel.detail}" if panel.detail else "", "m"),
            )
        )
        for item, (count, label) in zip(bins, columns[index], strict=True):
            height = COLUMN_HEIGHT * count / item.width / highest if highest else 0.0
            width = 100 * item.width / (last - first)
            left = 100 * (item.start - first) / (last - first)
            y = top + BOTTOM - height
            shapes.append(Box(left + GAP / 2, y, width - GAP, height, css))
            shapes.append(text(left + width / 2, y - 0.35, label, anchor="middle"))
        shapes.append(Line(0, top + BOTTOM, 100, top + BOTTOM, "s0"))
    labels = PANEL_HEIGHT + BOTTOM + 1.3
    for item in bins:
        x = 100 * ((item.start + item.end) / 2 - first) / (last - first)
        high = Span(f"\N{EN DASH}{item.high}" if item.high != item.low else "", "room")
        shapes.append(text(x, labels, item.low, high, anchor="middle", css="m"))
    height = 2 * PANEL_HEIGHT + 1.4
    return Drawing(caption.name, caption.title, caption.description, height, tuple(shapes))
