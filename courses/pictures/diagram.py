"""Renders a diagram of nodes and edges as SVG, with one column of boxes that fits a phone.

Colours are CSS variables of the page with light fallbacks, so inline diagrams follow dark mode.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from courses.json_types import JsonMapping
from courses.pictures.layout import WIDTH, Box, Layout, Look, Text, Track, diagram_layout
from courses.pictures.text_fit import Line

HEAD: Final = 8  # length of an arrow head
HALF_HEAD: Final = 4.5
CORNER: Final = 8

INK: Final = "var(--ink,#1b2a33)"
ACCENT: Final = "var(--accent,#1c4f6b)"
BORDER: Final = "var(--border,#6c7d84)"
FIX: Final = "var(--fix,#8a431f)"
Point = tuple[float, float]
# For each look the fill, the border and the text.
BOXES: Final[dict[Look, tuple[str, str, str]]] = {
    "start": ("var(--canopy,#1c4f6b)", ACCENT, "var(--on-canopy,#fff)"),
    "question": ("var(--warm-tint,#fcf1d6)", "var(--warm,#e3a52b)", INK),
    "step": ("var(--surface,#fff)", BORDER, INK),
    "end": ("var(--good-tint,#e0efe5)", "var(--good,#2c6847)", INK),
    "barrier": ("var(--fix-tint,#f8e9de)", FIX, INK),
}


def render_diagram(diagram: JsonMapping, language: str, *, title: str, description: str) -> str:
    """The SVG of a diagram with `nodes` and `edges` as in a lesson's YAML, in a language."""
    layout = diagram_layout(diagram, language)
    body = "".join(_shapes(layout))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="img" '
        f'viewBox="0 0 {WIDTH} {_number(layout.height)}" width="{WIDTH}" '
        f'height="{_number(layout.height)}" lang="{language}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{body}</svg>"
    )


def describe(diagram: JsonMapping, language: str) -> str:
    """A text alternative of the diagram: one sentence per arrow."""
    key = f"label_{language}"
    names = {node["id"]: node[key] for node in diagram["nodes"]}
    return " ".join(
        f"{names[edge['from']]} → {_in_brackets(edge.get(key))}{names[edge['to']]}."
        for edge in diagram["edges"]
    )


def _in_brackets(label: str | None) -> str:
    return f"({label}) " if label else ""


def _shapes(layout: Layout) -> Iterator[str]:
    yield f'<g fill="none" stroke="{BORDER}" stroke-width="2" stroke-linejoin="round">'
    yield from (_track(track) for track in layout.tracks)
    yield "</g>"
    yield from (_end(track) for track in layout.tracks if track.has_head)
    yield from map(_box, layout.boxes)
    yield '<g font-family="inherit" font-size="16">'
    yield from (_text(text, layout) for text in layout.texts)
    yield "</g>"


def _track(track: Track) -> str:
    dashes = f' stroke="{FIX}" stroke-dasharray="5 4"' if track.is_barrier else ""
    return f'<path d="{_path(track)}"{dashes}/>'


def _path(track: Track) -> str:
    """The path of a track, with round corners, shortened for its arrow head."""
    points = [*track.points[:-1], _shortened(track)]
    steps = [f"M{_point(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        steps.append(f"L{_point(_towards(corner, before, CORNER))}")
        steps.append(f"Q{_point(corner)} {_point(_towards(corner, after, CORNER))}")
    steps.append(f"L{_point(points[-1])}")
    return "".join(steps)


def _shortened(track: Track) -> Point:
    return _towards(track.points[-1], track.points[-2], HEAD - 2)


def _end(track: Track) -> str:
    """An arrow head, or a bar for a barrier."""
    x, y = track.points[-1]
    before_x, before_y = track.points[-2]
    along_x, along_y = _sign(x - before_x), _sign(y - before_y)
    back_x, back_y = x - HEAD * along_x, y - HEAD * along_y
    side_x, side_y = HALF_HEAD * along_y, HALF_HEAD * along_x
    first = (back_x + side_x, back_y + side_y)
    second = (back_x - side_x, back_y - side_y)
    if track.is_barrier:
        return f'<path d="M{_point(first)}L{_point(second)}" stroke="{FIX}" stroke-width="3"/>'
    return f'<path d="M{_point((x, y))}L{_point(first)}L{_point(second)}Z" fill="{BORDER}"/>'


def _box(box: Box) -> str:
    fill, border, _text_colour = BOXES[box.look]
    dashes = ' stroke-dasharray="5 4"' if box.look == "barrier" else ""
    return (
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}" '
        f'height="{_number(box.height)}" rx="10" fill="{fill}" stroke="{border}" '
        f'stroke-width="1.5"{dashes}/>'
    )


def _text(text: Text, layout: Layout) -> str:
    anchor = ' text-anchor="end"' if text.is_at_end else ""
    size = f' font-size="{text.size}" font-weight="600"' if text.is_label else ""
    return (
        f'<text x="{_number(text.x)}" y="{_number(text.y)}" fill="{_colour(text, layout)}"'
        f"{anchor}{size}>{_spans(text.line)}</text>"
    )


def _colour(text: Text, layout: Layout) -> str:
    box = next(
        (candidate for candidate in layout.boxes if candidate.y <= text.y <= candidate.bottom), None
    )
    if box and box.look == "start":
        return BOXES["start"][2]
    return ACCENT if text.is_label else INK


def _spans(line: Line) -> str:
    bold = " ".join(word.text for word in line if word.is_bold)
    rest = " ".join(word.text for word in line if not word.is_bold)
    lead = f'<tspan font-weight="700">{escape(bold)}</tspan>' if bold else ""
    return f"{lead}{' ' if bold and rest else ''}{escape(rest)}"


def _towards(start: Point, goal: Point, far: float) -> Point:
    """The point at distance `far` from `start` towards `goal`, at most half way, on one axis."""
    distance = abs(goal[0] - start[0]) + abs(goal[1] - start[1])
    part = min(far, distance / 2) / distance if distance else 0
    return (start[0] + (goal[0] - start[0]) * part, start[1] + (goal[1] - start[1]) * part)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _point(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
