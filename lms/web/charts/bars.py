"""Bars of counts from zero, for a funnel and for shares of people. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.forest import LINE_HEIGHT
from lms.web.charts.names import wrap_name
from lms.web.charts.shapes import Box, Caption, Drawing, Shape, Span, text

ROW_HEIGHT: Final = 2.9  # em
BAR_TOP: Final = 1.5
BAR_HEIGHT: Final = 0.8
BASELINE: Final = 1.05


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `percent` of the width; None draws no bar, for a count that is not shown."""

    name: str
    percent: float | None
    figure: str
    detail: str = ""
    css: str = "t4"


def draw_bars(caption: Caption, bars: Sequence[Bar]) -> Drawing:
    """Draw bars below each other: name and figure, the bar below them. Long names have lines."""
    shapes: list[Shape] = []
    top = 0.0
    for bar in bars:
        *first, last = wrap_name(bar.name)
        shapes += [
            text(0, top + BASELINE + i * LINE_HEIGHT, Span(line, "b"))
            for i, line in enumerate(first)
        ]
        top += len(first) * LINE_HEIGHT
        shapes += [
            text(0, top + BASELINE, Span(last, "b")),
            text(
                100,
                top + BASELINE,
                Span(bar.figure, "b"),
                Span(f" {bar.detail}" if bar.detail else "", "m"),
                anchor="end",
            ),
        ]
        if bar.percent is not None:
            width = min(max(bar.percent, 0.0), 100.0)
            shapes += [
                Box(0, top + BAR_TOP, 100, BAR_HEIGHT, "t1"),
                Box(0, top + BAR_TOP, width, BAR_HEIGHT, bar.css),
            ]
        top += ROW_HEIGHT
    return Drawing(caption.name, caption.title, caption.description, top, tuple(shapes))
