"""One bar of a whole, divided into shares. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.shapes import Box, Caption, Drawing, Shape, Span, text

HEIGHT: Final = 1.9  # em
LEAST_FOR_LABEL: Final = 12  # per cent of the width
GAP: Final = 0.4


@dataclass(frozen=True, slots=True)
class SharePart:
    """A part in per cent of the whole; `ink` is the class of the label on it."""

    percent: float
    label: str
    css: str
    ink: str = ""


def draw_share_bar(caption: Caption, parts: Sequence[SharePart]) -> Drawing:
    """Draw the parts beside each other; narrow parts have no label, the legend has it."""
    shapes: list[Shape] = []
    x = 0.0
    for part in parts:
        width = min(part.percent, 100 - x)
        shapes.append(Box(x, 0, max(width - GAP, 0), HEIGHT, part.css))
        if width >= LEAST_FOR_LABEL:
            label = Span(part.label, part.ink)
            shapes.append(text(x + width / 2, 1.25, label, anchor="middle", css="b"))
        x += width
    return Drawing(caption.name, caption.title, caption.description, HEIGHT, tuple(shapes))
