"""Writes drawings as inline SVG: text as text, classes instead of style attributes, no script."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from lms.web.charts.shapes import Box, Dot, Drawing, Group, Line, Mark, MarkKind, Shape, Span, Text

PATHS: Final[dict[MarkKind, str]] = {  # around the origin, for a side of 2
    "square": "M{0} {0}H{1}V{1}H{0}Z",
    "diamond": "M0 {0}L{1} 0L0 {1}L{0} 0Z",
    "left": "M{0} 0L{1} {0}V{1}Z",
    "right": "M{1} 0L{0} {0}V{1}Z",
}


def render_svg(drawing: Drawing) -> Markup:
    """Return the markup of a drawing, named by its title and described by its description."""
    title_id, description_id = f"{drawing.name}-title", f"{drawing.name}-about"
    css = f"plot {drawing.css}".strip()
    return Markup(
        '<svg class="{}" width="100%" height="{}em" role="img" aria-labelledby="{}"'
        ' aria-describedby="{}"><title id="{}">{}</title><desc id="{}">{}</desc>{}</svg>'
    ).format(
        css,
        short_number(drawing.height),
        title_id,
        description_id,
        title_id,
        drawing.title,
        description_id,
        drawing.description,
        _render_all(drawing.shapes),
    )


def _render_all(shapes: Iterable[Shape]) -> Markup:
    return Markup().join(_render(shape) for shape in shapes)


def _render(shape: Shape) -> Markup:
    match shape:
        case Text():
            return _render_text(shape)
        case Box(x, y, width, height, css, radius):
            return Markup(
                '<rect class="{}" x="{}%" y="{}em" width="{}%" height="{}em" rx="{}"/>'
            ).format(
                css,
                short_number(x),
                short_number(y),
                short_number(width),
                short_number(height),
                radius,
            )
        case Line(x1, y1, x2, y2, css):
            return Markup('<line class="{}" x1="{}%" y1="{}em" x2="{}%" y2="{}em"/>').format(
                css, short_number(x1), short_number(y1), short_number(x2), short_number(y2)
            )
        case Dot(x, y, radius, css):
            return Markup('<circle class="{}" cx="{}%" cy="{}em" r="{}em"/>').format(
                css, short_number(x), short_number(y), short_number(radius)
            )
        case Mark():
            return _render_mark(shape)
        case Group(title, shapes):
            return Markup("<g><title>{}</title>{}</g>").format(title, _render_all(shapes))


def _render_text(shape: Text) -> Markup:
    anchor = "" if shape.anchor == "start" else Markup(' text-anchor="{}"').format(shape.anchor)
    css = Markup(' class="{}"').format(shape.css) if shape.css else ""
    return Markup('<text x="{}%" y="{}em"{}{}>{}</text>').format(
        short_number(shape.x),
        short_number(shape.y),
        anchor,
        css,
        Markup().join(_render_span(span) for span in shape.spans),
    )


def _render_span(span: Span) -> Markup:
    if not span.css:
        return Markup("{}").format(span.text)
    return Markup('<tspan class="{}">{}</tspan>').format(span.css, span.text)


def _render_mark(mark: Mark) -> Markup:
    """A nested viewport has its origin at the point, so that the path is in pixels around it."""
    path = PATHS[mark.kind].format(short_number(-mark.size / 2), short_number(mark.size / 2))
    return Markup(
        '<svg x="{}%" y="{}em" overflow="visible"><path class="{}" d="{}"/></svg>'
    ).format(short_number(mark.x), short_number(mark.y), mark.css, path)


def short_number(value: float) -> str:
    """Format a length with at most two decimals: a hundredth is less than a pixel."""
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits
