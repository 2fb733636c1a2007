"""Tile map: a tile for each area of a grid, shaded by a number of people. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.web.charts.shapes import Box, Caption, Drawing, Group, Text, text

BOUNDS: Final = (20, 40, 80, 120)  # least numbers of the shades after the first
ROW_HEIGHT: Final = 3.0  # em
GAP: Final = 0.6  # per cent
NARROW_FROM: Final = 2  # characters, after which a phone needs smaller ones


@dataclass(frozen=True, slots=True)
class MapTile:
    """A tile; `number` is None where it is not shown, and `figure` says so.

    `short` stands in the tile instead of a figure that is too long for it.
    """

    letters: str
    name: str
    column: int
    row: int
    number: int | None
    figure: str
    short: str = ""


def draw_tile_map(
    caption: Caption, tiles: Sequence[MapTile], bounds: Sequence[int] = BOUNDS
) -> Drawing:
    """Draw all tiles; the number stands in each, so that no colour is needed to read it.

    `bounds` are the least numbers of the shades after the first.
    """
    columns = max((tile.column for tile in tiles), default=0) + 1
    rows = max((tile.row for tile in tiles), default=-1) + 1
    return Drawing(
        caption.name,
        caption.title,
        caption.description,
        rows * ROW_HEIGHT,
        tuple(_draw_tile(tile, 100 / columns, bounds) for tile in tiles),
        "tilemap",
    )


def shade(number: int | None, bounds: Sequence[int] = BOUNDS) -> int:
    """Return the shade of a number: 0 if it is not shown, else 1 to 5."""
    return 0 if number is None else bisect_right(bounds, number) + 1


def _draw_tile(tile: MapTile, width: float, bounds: Sequence[int]) -> Group:
    level = shade(tile.number, bounds)
    ink = {0: "m", 3: "o3", 4: "o4", 5: "o5"}.get(level, "")
    x, y = tile.column * width, tile.row * ROW_HEIGHT
    middle = x + width / 2
    box = Box(x + GAP / 2, y + 0.1, width - GAP, ROW_HEIGHT - 0.2, f"t{level}", 4)
    return Group(
        f"{tile.name}: {tile.figure}",
        (
            box,
            _label(middle, y + 1.25, tile.letters, ink),
            _number(middle, y + 2.45, tile, ink),
        ),
    )


def _number(x: float, y: float, tile: MapTile, ink: str) -> Text:
    label = tile.short or tile.figure if tile.number is not None else "\N{EN DASH}"
    size = "narrow " if len(label) > NARROW_FROM else ""
    return _label(x, y, label, f"b {size}{ink}")


def _label(x: float, y: float, label: str, css: str) -> Text:
    return text(x, y, label, anchor="middle", css=css.strip())
