"""Scatter plot: a point for each row on two axes. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.axes import Axis
from lms.web.charts.forest import draw_ticks
from lms.web.charts.shapes import Anchor, Caption, Dot, Drawing, Group, Line, Shape, text

HEIGHT: Final = 15.0  # em, of the area of points
RADIUS: Final = 0.4
LABEL_SPACE: Final = 0.8  # em, between a point and its label
RIGHT_HALF: Final = 50.0


@dataclass(frozen=True, slots=True)
class Point:
    """A row; only those with `is_marked` are filled and have their name beside them."""

    name: str
    x: float
    y: float
    title: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """Both axes with the formats of their ticks; `mark` is a broken line across, at this y."""

    x: Axis
    y: Axis
    format_x: Callable[[float], str]
    format_y: Callable[[float], str]
    mark: float | None = None


def draw_scatter(caption: Caption, points: Sequence[Point], axes: Axes) -> Drawing:
    """Draw all points; those beyond an axis stand at its end."""
    grid: list[Shape] = []
    labels: list[Shape] = []
    for tick in axes.y.ticks:
        y = _height(axes.y, tick)
        grid.append(Line(0, y, 100, y, "grid-line"))
        labels.append(text(0, y - 0.2, axes.format_y(tick), css="m"))
    if axes.mark is not None:
        y = _height(axes.y, axes.mark)
        grid.append(Line(0, y, 100, y, "ref"))
    marks: list[Shape] = []
    for point in sorted(points, key=lambda point: point.is_marked):
        x, y = axes.x.position(point.x), _height(axes.y, point.y)
        marks.append(Group(point.title, (Dot(x, y, RADIUS, "k1" if point.is_marked else "hole"),)))
        if point.is_marked:
            anchor: Anchor = "end" if x > RIGHT_HALF else "start"
            side = -1.5 if x > RIGHT_HALF else 1.5
            marks.append(text(x + side, y - LABEL_SPACE, point.name, anchor=anchor))
    ticks = draw_ticks(axes.x, HEIGHT + 2.4, axes.format_x)
    shapes = (*grid, *labels, *marks, *ticks)
    return Drawing(caption.name, caption.title, caption.description, HEIGHT + 2.8, shapes)


def _height(axis: Axis, value: float) -> float:
    """Return y in em; high values are above."""
    return 1.2 + HEIGHT * (1 - axis.position(value) / 100)
