"""Two histograms of the same people below each other, before and after. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.shapes import Box, Caption, Drawing, Line, Shape, Span, text

PANEL_HEIGHT: Final = 8.6  # em
COLUMN_HEIGHT: Final = 4.8  # of the highest column
BOTTOM: Final = 8.0  # of the columns of a panel
GAP: Final = 20  # per cent of a column


@dataclass(frozen=True, slots=True)
class Bin:
    """Counts of people with a score from `low` to `high`, as formatted text and as numbers."""

    low: str
    high: str
    before: int
    after: int
    before_text: str
    after_text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Name of a panel and a detail beside it."""

    name: str
    detail: str = ""


def draw_paired_histogram(
    caption: Caption, before: Panel, after: Panel, bins: Sequence[Bin]
) -> Drawing:
    """Draw both histograms on one scale: before hollow, after filled."""
    highest = max((max(item.before, item.after) for item in bins), default=0)
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
        for column, (count, label) in enumerate(columns[index]):
            height = COLUMN_HEIGHT * count / highest if highest else 0.0
            width = 100 / len(bins)
            y = top + BOTTOM - height
            left = (column + GAP / 200) * width
            shapes.append(Box(left, y, width * (1 - GAP / 100), height, css))
            shapes.append(text((column + 0.5) * width, y - 0.35, label, anchor="middle"))
        shapes.append(Line(0, top + BOTTOM, 100, top + BOTTOM, "s0"))
    labels = PANEL_HEIGHT + BOTTOM + 1.3
    for column, item in enumerate(bins):
        x = (column + 0.5) * 100 / len(bins)
        high = Span(f"\N{EN DASH}{item.high}" if item.high != item.low else "", "room")
        shapes.append(text(x, labels, item.low, high, anchor="middle", css="m"))
    height = 2 * PANEL_HEIGHT + 1.4
    return Drawing(caption.name, caption.title, caption.description, height, tuple(shapes))
