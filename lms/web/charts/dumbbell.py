"""Dumbbells: two values for each row, before hollow and after filled. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.axes import PERCENT, Axis
from lms.web.charts.forest import LINE_HEIGHT, draw_ticks
from lms.web.charts.names import wrap_name
from lms.web.charts.shapes import Caption, Dot, Drawing, Line, Shape, Span, text

ROW_HEIGHT: Final = 2.6  # em, with a name of one line


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Values on the axis, and as text."""

    name: str
    before: float
    after: float
    before_text: str
    after_text: str


def draw_dumbbells(
    caption: Caption,
    rows: Sequence[Dumbbell],
    format_tick: Callable[[float], str],
    mark: float | None = None,
    axis: Axis = PERCENT,
) -> Drawing:
    """Draw rows on an axis; `mark` is a broken line, for example the pass mark."""
    shapes: list[Shape] = []
    y = 0.0
    for row in rows:
        *first, last = wrap_name(row.name)
        shapes += [text(0, y + 1.05 + i * LINE_HEIGHT, line) for i, line in enumerate(first)]
        y += len(first) * LINE_HEIGHT
        before = Span(f"{row.before_text} → ", "m")
        shapes += [
            text(0, y + 1.05, last),
            text(100, y + 1.05, before, Span(row.after_text, "b"), anchor="end"),
            Line(axis.position(row.before), y + 1.8, axis.position(row.after), y + 1.8, "s0"),
            Dot(axis.position(row.before), y + 1.8, 0.36, "hole"),
            Dot(axis.position(row.after), y + 1.8, 0.46, "k1"),
        ]
        y += ROW_HEIGHT
    grid: list[Shape] = [
        Line(axis.position(tick), 0, axis.position(tick), y, "grid-line")
        for tick in axis.ticks
        if tick != mark
    ]
    if mark is not None:
        grid.append(Line(axis.position(mark), 0, axis.position(mark), y, "ref"))
    all_shapes = (*grid, *shapes, *draw_ticks(axis, y + 1.4, format_tick))
    return Drawing(
        caption.name, caption.title, caption.description, y + 1.7, all_shapes, "lines-under"
    )
