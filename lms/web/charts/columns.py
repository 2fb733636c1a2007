"""Columns of counts from zero, beside each other, for a sequence such as months. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.shapes import Box, Caption, Drawing, Line, Shape, Span, text

TOP: Final = 1.6  # em, above the highest column, for its figure
HEIGHT: Final = 6.6  # em, of the highest column
LABEL: Final = 1.3  # em, below the axis
SHARE: Final = 0.76  # of the width of its place that a column takes
MAX_LABELS: Final = 12  # that fit beside each other on a phone


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `number` is None where it is not shown, and `figure` says so."""

    label: str
    number: int | None
    figure: str


def draw_columns(caption: Caption, columns: Sequence[Column]) -> Drawing:
    """Draw columns with their figures above them; further ones than fit have every other label."""
    highest = max((column.number or 0 for column in columns), default=0) or 1
    place = 100 / max(1, len(columns))
    axis = TOP + HEIGHT
    step = -(-len(columns) // MAX_LABELS) or 1
    shapes: list[Shape] = []
    for index, column in enumerate(columns):
        height = HEIGHT * (column.number or 0) / highest
        middle = (index + 0.5) * place
        if column.number:
            left = middle - SHARE * place / 2
            shapes.append(Box(left, axis - height, SHARE * place, height, "k1"))
        if (len(columns) - 1 - index) % step == 0:
            figure = Span(column.figure, "b" if column.number is not None else "m")
            shapes += [
                text(middle, axis - height - 0.35, figure, anchor="middle"),
                text(middle, axis + LABEL, Span(column.label, "m"), anchor="middle"),
            ]
    shapes.append(Line(0, axis, 100, axis, "s0"))
    return Drawing(
        caption.name, caption.title, caption.description, axis + LABEL + 0.4, tuple(shapes)
    )
