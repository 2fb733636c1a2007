"""The umbrella as logo and as a progress image with one rib per module."""

from collections.abc import Sequence
from functools import cache
from math import cos, pi, sin
from typing import Final, Protocol

from flask import Flask
from markupsafe import Markup, escape

CENTRE, TIP, DIP = 50, 46, 36.8  # geometry in a view box of 100 by 100
NUMBERS_AT, BASELINE = 29, 2.3  # radius of the numbers, and how far they stand lower
MARK: Final = Markup(
    '<svg viewBox="0 0 48 48" aria-hidden="true">'
    '<path d="M24 4v4" stroke="#f4c45c" stroke-width="2.6" stroke-linecap="round"/>'
    '<path d="M24 26v17" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/>'
    '<path d="M3.5 27C4.5 14.5 13.5 7.5 24 7.5S43.5 14.5 44.5 27Q39.4 21.5 34.3 27 29.2 21.5 '
    '24 27 18.9 21.5 13.7 27 8.6 21.5 3.5 27Z" fill="#e3a52b"/>'
    '<path d="M24 7.5C18.5 11 14.7 18 13.7 27Q18.9 21.5 24 27 29.2 21.5 34.3 27C33.3 18 29.5 '
    '11 24 7.5Z" fill="#f4c45c"/>'
    '<path d="M24 7.5V27" stroke="#b9791a" stroke-width="1.2"/>'
    '<circle cx="24" cy="44" r="2.2" fill="#fff"/>'
    "</svg>"
)
PROGRESS_SVG: Final = (
    '<svg viewBox="0 0 100 100" role="img" aria-label="%s">'
    '%s<circle class="rib now" cx="50" cy="50" r="4.5"/></svg>'
)


class NumberedRib(Protocol):
    """A module as a rib; `state` is "done", "fresh" if it has just opened, "now" or ""."""

    @property
    def number(self) -> int: ...

    @property
    def state(self) -> str: ...


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(brand_mark=brand_mark, umbrella=umbrella, bloom=bloom)


def brand_mark() -> Markup:
    return MARK


def umbrella(states: Sequence[str], label: str) -> Markup:
    """Draw the progress: `states` has "done", "now" or "" per module; `label` is its text."""
    paths = rib_paths(len(states))
    ribs = [rib(path, state) for path, state in zip(paths, states, strict=True)]
    return Markup(PROGRESS_SVG % (escape(label), "".join(ribs)))  # noqa: S704  drawings, and escaped


def bloom(ribs: Sequence[NumberedRib], label: str, kind: str = "") -> Markup:
    """Draw the umbrella with a number on each rib; `kind` is "" or "gold".

    A rib in the state "fresh" opens where the reader has not asked for less motion.
    """
    paths = rib_paths(len(ribs))
    drawn = [rib(path, entry.state) for path, entry in zip(paths, ribs, strict=True)]
    width = 2 * pi / max(len(ribs), 1)
    numbers = (
        number(width * (position + 0.5), entry.number, entry.state)
        for position, entry in enumerate(ribs)
    )
    classes = f"bloom {kind}".rstrip()
    svg = PROGRESS_SVG % (escape(label), "".join((*drawn, *numbers)))
    return Markup(svg.replace("<svg ", f'<svg class="{classes}" ', 1))  # noqa: S704  drawings, and escaped


def number(angle: float, value: int, state: str) -> Markup:
    """The number of a rib, in the middle of it."""
    x, y = CENTRE + NUMBERS_AT * sin(angle), CENTRE - NUMBERS_AT * cos(angle) + BASELINE
    colour = {"done": "n on", "fresh": "n fresh", "now": "n fresh"}.get(state, "n")
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(colour, x, y, value)


@cache
def rib(path: str, state: str) -> Markup:
    return Markup('<path class="{}" d="{}"/>').format(f"rib {state}".rstrip(), path)


@cache
def rib_paths(count: int) -> tuple[str, ...]:
    """Return the outlines of the ribs, clockwise from the top."""
    step = 2 * pi / max(count, 1)  # a course may have no modules
    return tuple(rib_path(step * number, step) for number in range(count))


def rib_path(start: float, width: float) -> str:
    first, dip, last = point(start, TIP), point(start + width / 2, DIP), point(start + width, TIP)
    return f"M{CENTRE} {CENTRE} {first}Q{dip} {last}Z"


def point(angle: float, radius: float) -> str:
    return f"{CENTRE + radius * sin(angle):.4g} {CENTRE - radius * cos(angle):.4g}"
