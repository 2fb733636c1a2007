"""Forest plot: a value with its interval for each group, and one for all. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from lms.web.charts.axes import Axis, axis_around
from lms.web.charts.names import wrap_name
from lms.web.charts.shapes import Caption, Drawing, Line, Mark, MarkKind, Shape, Span, text

LINE_HEIGHT: Final = 1.25  # em, of a name
MARK_TOP: Final = 0.9  # from the baseline of a name's last line to the mark
ROW_GAP: Final = 1.85  # from there to the baseline of the next name
HEADING_HEIGHT: Final = 1.7
HEADING_GAP: Final = 0.5  # between rows and the heading of the next section
SMALLEST, LARGEST = 9, 18  # pixels, side of a square
ARROW: Final = 8


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A group of `weight` people. A row without a value says in `figure` why."""

    name: str
    n: str
    figure: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    weight: int = 0
    is_precise: bool = True


@dataclass(frozen=True, slots=True)
class ForestSection:
    """Rows under one heading, in the order in which they are drawn."""

    heading: str
    rows: tuple[ForestRow, ...]


def draw_forest(
    caption: Caption,
    sections: Sequence[ForestSection],
    overall: ForestRow | None,
    format_tick: Callable[[float], str],
) -> Drawing:
    """Draw all rows on an axis that holds zero, every value and the intervals of precise rows.

    An interval that goes on beyond the axis ends in an arrow head. The value for all is a broken
    line behind the rows and a diamond at the end.
    """
    all_rows = [row for section in sections for row in section.rows]
    ends = [*all_rows, *([overall] if overall else [])]
    axis = axis_around(_extent(ends))
    largest = max((row.weight for row in all_rows), default=0)
    shapes: list[Shape] = []
    y = 0.0
    for section in sections:
        if section.heading:
            y += HEADING_GAP if shapes else 0
            shapes.append(text(0, y + 1.1, section.heading, css="m cap"))
            y += HEADING_HEIGHT
        for row in section.rows:
            kind: MarkKind = "square"
            drawn, y = _draw_row(row, y, axis, kind, _side(row.weight, largest))
            shapes += drawn
    if overall:
        drawn, y = _draw_row(overall, y, axis, "diamond", LARGEST - 2)
        shapes += drawn
    grid: list[Shape] = [
        Line(axis.position(tick), 0, axis.position(tick), y, "grid-line") for tick in axis.ticks
    ]
    if overall and overall.value is not None:
        x = axis.position(overall.value)
        grid.append(Line(x, 0, x, y, "ref"))
    shapes = [*grid, *shapes, *draw_ticks(axis, y + 1.3, format_tick)]
    return Drawing(
        caption.name, caption.title, caption.description, y + 1.6, tuple(shapes), "lines-under"
    )


def draw_ticks(axis: Axis, y: float, format_tick: Callable[[float], str]) -> list[Shape]:
    """Draw the labels of an axis; the outer ones stay within the width."""
    labels: list[Shape] = []
    for tick in axis.ticks:
        x = axis.position(tick)
        anchor = "start" if x == 0 else "end" if x == 100 else "middle"  # noqa: PLR2004
        labels.append(text(x, y, format_tick(tick), anchor=anchor, css="m"))  # type: ignore[arg-type]
    return labels


def _extent(rows: Sequence[ForestRow]) -> list[float]:
    values = [row.value for row in rows if row.value is not None]
    for row in rows:
        if row.is_precise and row.low is not None and row.high is not None:
            values += [row.low, row.high]
    return values


def _side(weight: int, largest: int) -> float:
    """Return the side of a square whose area grows with the number of people."""
    share = sqrt(weight / largest) if largest else 0.0
    return SMALLEST + (LARGEST - SMALLEST) * share


def _draw_row(
    row: ForestRow, top: float, axis: Axis, kind: MarkKind, side: float
) -> tuple[list[Shape], float]:
    """Return the shapes of a row and where the next begins."""
    *first, last = wrap_name(row.name)
    shapes: list[Shape] = [
        text(0, top + 1.1 + index * LINE_HEIGHT, line) for index, line in enumerate(first)
    ]
    baseline = top + 1.1 + len(first) * LINE_HEIGHT
    shapes.append(text(0, baseline, last, Span(f" {row.n}" if row.n else "", "m")))
    interval = Span(f" ({row.interval})" if row.interval else "", "m room")
    figure = Span(row.figure, "b" if row.value is not None else "m")
    shapes.append(text(100, baseline, figure, interval, anchor="end"))
    if row.value is None:
        return shapes, baseline + MARK_TOP
    y = baseline + MARK_TOP + 0.1
    if row.low is not None and row.high is not None:
        shapes.append(Line(axis.position(row.low), y, axis.position(row.high), y, "s1"))
        if row.low < axis.low:
            shapes.append(Mark(0, y, "left", ARROW, "k1"))
        if row.high > axis.high:
            shapes.append(Mark(100, y, "right", ARROW, "k1"))
    css = "k2" if kind == "diamond" else "k1" if row.is_precise else "hole1"
    shapes.append(Mark(axis.position(row.value), y, kind, side, css))
    return shapes, y + ROW_GAP - 1.1
