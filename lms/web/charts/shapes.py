"""Shapes of a chart without markup: x in per cent of the width, y and sizes in em. Pure.

A chart has no fixed width: shapes stretch with their container, and text keeps the reader's size.
A class names what a shape means; style sheets and other renderers choose its colour.
"""

from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
MarkKind = Literal["square", "diamond", "left", "right"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one class."""

    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    spans: tuple[Span, ...]
    anchor: Anchor = "start"
    css: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `x` and `width` in per cent, `y` and `height` in em, `radius` in pixels."""

    x: float
    y: float
    width: float
    height: float
    css: str
    radius: int = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    css: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle; `radius` in em."""

    x: float
    y: float
    radius: float
    css: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A square, a diamond or an arrow head around a point; `size` is its side in pixels."""

    x: float
    y: float
    kind: MarkKind
    size: float
    css: str


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together, with a title of their own."""

    title: str
    shapes: tuple["Shape", ...]


Shape = Text | Box | Line | Dot | Mark | Group


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart; `name` is unique on its page, `height` in em."""

    name: str
    title: str
    description: str
    height: float
    shapes: tuple[Shape, ...]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """What every chart says about itself: a unique name, a title and a sentence."""

    name: str
    title: str
    description: str


def text(x: float, y: float, *spans: Span | str, anchor: Anchor = "start", css: str = "") -> Text:
    """Return a line of text; empty spans are left out."""
    runs = (Span(span) if isinstance(span, str) else span for span in spans)
    return Text(x, y, tuple(run for run in runs if run.text), anchor, css)
