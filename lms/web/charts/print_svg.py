"""Writes drawings as SVG of a fixed width for print: colours as attributes, sizes in points.

Typst knows neither style sheets nor sizes in em, so each class becomes attributes. Marks differ in
shape and fill too, so that a print in grey says the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from markupsafe import Markup

from lms.web.charts.shapes import Box, Dot, Drawing, Group, Line, Mark, Shape, Span, Text
from lms.web.charts.svg import PATHS, short_number

FONT: Final = "Source Sans 3"
FONT_SIZE: Final = 9.0  # points
MIN_FONT_SIZE: Final = 7.0
POINTS: Final = 0.75  # a pixel of the screen in points
INK, SOFT, SURFACE, BORDER, GRID = "#1a2b34", "#4a5b63", "#ffffff", "#8fa0a7", "#d5dcd9"
AFTER, BEFORE = "#1c4f6b", "#a86500"
HALO: Final[Mapping[str, str]] = {
    "paint-order": "stroke",
    "stroke": SURFACE,
    "stroke-width": "3",
    "stroke-linejoin": "round",
}
WIDTHS: Final[Mapping[str, float]] = {"s1": 1.4, "s0": 1.6, "hole": 1.6, "hole1": 1.4}

Attributes = Mapping[str, str]

SHAPES: Final[Mapping[str, Attributes]] = {
    "k1": {"fill": AFTER},
    "k2": {"fill": BEFORE},
    "hole": {"fill": SURFACE, "stroke": BEFORE},
    "hole1": {"fill": SURFACE, "stroke": AFTER},
    "t0": {"fill": SURFACE, "stroke": BORDER, "stroke-dasharray": "2 1.5"},
    "t1": {"fill": "#e3edf1"},
    "t2": {"fill": "#b5d0dd"},
    "t3": {"fill": "#7fadc3"},
    "t4": {"fill": "#39758f"},
    "t5": {"fill": AFTER},
    "s0": {"stroke": BORDER},
    "s1": {"stroke": AFTER},
    "grid-line": {"stroke": GRID},
    "ref": {"stroke": SOFT, "stroke-dasharray": "3 2"},
}
TEXTS: Final[Mapping[str, Attributes]] = {
    "m": {"fill": SOFT},
    "b": {"font-weight": "600"},
    "cap": {"font-weight": "600"},
    "o3": {"fill": INK},
    "o4": {"fill": SURFACE},
    "o5": {"fill": SURFACE},
}


def render_print_svg(drawing: Drawing, *, width: float, max_height: float = inf) -> Markup:
    """Return a drawing as SVG of `width` points.

    The rows of a drawing that would be higher than `max_height` points stand closer together.
    """
    em = min(FONT_SIZE, max_height / (drawing.height or 1))
    height = drawing.height * em
    font_size = min(FONT_SIZE, max(MIN_FONT_SIZE, em))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}pt" height="{}pt" viewBox="0 0 {} {}"'
        ' font-family="{}" font-size="{}">{}</svg>'
    ).format(
        short_number(width),
        short_number(height),
        short_number(width),
        short_number(height),
        FONT,
        short_number(font_size),
        _render_all(drawing.shapes, _Style(width / 100, em, "lines-under" in drawing.css)),
    )


def render_print_mark(css: str, kind: str) -> Markup:
    """Return the mark of a legend: a square, a dot or a diamond of nine points."""
    shape: Shape = Dot(50, 0.5, 0.35, css) if kind == "dot" else Box(11, 0.11, 78, 0.78, css)
    if kind == "diamond":
        shape = Mark(50, 0.5, "diamond", 10, css)
    return render_print_svg(Drawing("mark", "", "", 1, (shape,)), width=FONT_SIZE)


@dataclass(frozen=True, slots=True)
class _Style:
    """`unit` is one per cent of the width, `em` a line, in points; texts over lines have a halo."""

    unit: float
    em: float
    has_halo: bool


def _render_all(shapes: Iterable[Shape], style: _Style) -> Markup:
    return Markup().join(_render(shape, style) for shape in shapes)


def _render(shape: Shape, style: _Style) -> Markup:
    unit, em = style.unit, style.em
    match shape:
        case Text(x, y, spans, anchor, css):
            halo = dict(HALO) if style.has_halo else {}
            attributes = {"fill": INK, "text-anchor": anchor, "xml:space": "preserve"}
            attributes |= _text_attributes(css) | halo
            runs = Markup().join(_render_span(span) for span in spans)
            return _element("text", {"x": x * unit, "y": y * em}, attributes, runs)
        case Box(x, y, width, height, css, radius):
            place = {"x": x * unit, "y": y * em, "width": width * unit}
            sides = {"height": height * em, "rx": radius * POINTS}
            return _element("rect", place | sides, _shape_attributes(css))
        case Line(x1, y1, x2, y2, css):
            ends = {"x1": x1 * unit, "y1": y1 * em, "x2": x2 * unit, "y2": y2 * em}
            return _element("line", ends, _shape_attributes(css))
        case Dot(x, y, radius, css):
            place = {"cx": x * unit, "cy": y * em, "r": radius * em}
            return _element("circle", place, _shape_attributes(css))
        case Mark(x, y, kind, size, css):
            half = size * POINTS / 2
            path = {"d": PATHS[kind].format(short_number(-half), short_number(half))}
            move = {"transform": f"translate({short_number(x * unit)} {short_number(y * em)})"}
            return _element("path", {}, move | path | _shape_attributes(css))
        case Group(_title, shapes):
            return Markup("<g>{}</g>").format(_render_all(shapes, style))


def _render_span(span: Span) -> Markup:
    if not span.css:
        return Markup("{}").format(span.text)
    return _element("tspan", {}, _text_attributes(span.css), span.text)


def _text_attributes(css: str) -> dict[str, str]:
    return {name: value for key in css.split() for name, value in TEXTS.get(key, {}).items()}


def _shape_attributes(css: str) -> dict[str, str]:
    attributes = {name: v for key in css.split() for name, v in SHAPES[key].items()}
    if "stroke" in attributes:
        width = max(WIDTHS.get(key, POINTS) for key in css.split())
        attributes["stroke-width"] = short_number(width)
    return attributes


def _element(
    name: str, numbers: Mapping[str, float], attributes: Attributes, content: Markup | str = ""
) -> Markup:
    pairs = {key: short_number(value) for key, value in numbers.items()} | dict(attributes)
    parts = Markup(" ").join(Markup('{}="{}"').format(key, value) for key, value in pairs.items())
    return Markup("<{} {}>{}</{}>").format(name, parts, content, name)
