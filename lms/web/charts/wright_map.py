"""Wright map: people above and items below the same ruler of logits. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from lms.web.charts.axes import Axis
from lms.web.charts.shapes import Box, Caption, Dot, Drawing, Group, Line, Shape, text

LEFT: Final = 27.0  # per cent of the width, for the codes of items
HEADING: Final = 1.2  # em
PEOPLE_BOTTOM: Final = 7.2
ITEMS_TOP: Final = 9.2
ROW_HEIGHT: Final = 1.45
RADIUS: Final = 0.36
MAX_INTERVALS: Final = 6


@dataclass(frozen=True, slots=True)
class PeopleBar:
    """People with measures between `low` and `high`; the area of a bar is their number."""

    low: float
    high: float
    people: int
    title: str


@dataclass(frozen=True, slots=True)
class ItemDot:
    """An item with its difficulty and the interval of it."""

    name: str
    value: float
    low: float
    high: float
    title: str
    is_marked: bool = False


def draw_wright_map(
    caption: Caption,
    headings: tuple[str, str],
    people: Sequence[PeopleBar],
    items: Sequence[ItemDot],
    format_tick: Callable[[float], str],
) -> Drawing:
    """Draw people as columns, and below them a row for each item, on one axis."""
    axis = _axis([*(end for bar in people for end in (bar.low, bar.high)), *_ends(items)])
    bottom = ITEMS_TOP + HEADING / 2 + len(items) * ROW_HEIGHT
    shapes: list[Shape] = [
        Line(_x(axis, tick), HEADING + 0.4, _x(axis, tick), bottom, "grid-line")
        for tick in axis.ticks
    ]
    shapes.append(text(0, HEADING, headings[0], css="b"))
    densest = max((bar.people / (bar.high - bar.low) for bar in people), default=1.0)
    for bar in people:
        left, right = _x(axis, bar.low), _x(axis, bar.high)
        height = (PEOPLE_BOTTOM - HEADING - 1) * bar.people / (bar.high - bar.low) / densest
        column = Box(left, PEOPLE_BOTTOM - height, max(right - left - 0.4, 0.4), height, "t4")
        shapes.append(Group(bar.title, (column,)))
    shapes.append(Line(LEFT, PEOPLE_BOTTOM, 100, PEOPLE_BOTTOM, "s0"))
    shapes.append(text(0, ITEMS_TOP - 0.2, headings[1], css="b"))
    for index, item in enumerate(items):
        y = ITEMS_TOP + HEADING + index * ROW_HEIGHT
        css = "k1" if item.is_marked else "hole1"
        ends = Line(_x(axis, item.low), y - 0.3, _x(axis, item.high), y - 0.3, "s1")
        dot = Dot(_x(axis, item.value), y - 0.3, RADIUS, css)
        shapes.append(text(0, y, item.name, css="b" if item.is_marked else ""))
        shapes.append(Group(item.title, (ends, dot)))
    shapes += _labels(axis, bottom + HEADING, format_tick)
    return Drawing(
        caption.name, caption.title, caption.description, bottom + HEADING + 0.4, tuple(shapes)
    )


def _ends(items: Sequence[ItemDot]) -> list[float]:
    return [end for item in items for end in (item.low, item.high)]


def _axis(values: Sequence[float]) -> Axis:
    """Return an axis of whole logits that holds all values; zero is a tick if it is on it."""
    low, high = floor(min(values, default=-1)), ceil(max(values, default=1))
    high = max(high, low + 1)
    step = ceil((high - low) / MAX_INTERVALS)
    return Axis(step * floor(low / step), step * ceil(high / step), step)


def _x(axis: Axis, value: float) -> float:
    """Return the position right of the codes, in per cent of the whole width."""
    return LEFT + (100 - LEFT) * axis.position(value) / 100


def _labels(axis: Axis, y: float, format_tick: Callable[[float], str]) -> list[Shape]:
    """Draw the labels of the axis; the last one stays within the width."""
    *others, last = axis.ticks
    labels: list[Shape] = [
        text(_x(axis, tick), y, format_tick(tick), anchor="middle", css="m") for tick in others
    ]
    return [*labels, text(100, y, format_tick(last), anchor="end", css="m")]
