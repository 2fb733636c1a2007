"""Tile map of the provinces, shaded by the number of sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from courses.awareness.releases import Reach
from lms.accounts.province_tiles import COLUMNS, ROWS, TILES, Tile
from lms.web.awareness.labels import province_name

SHADES: Final = 4
CSS_CLASSES: Final = ("lv0", "lv1", "lv2", "lv3", "lv4")  # by shade
SIDE: Final = 40  # of a tile with its gap, in SVG user units


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """A tile of the map; `shade` is 0 (no sessions) to `SHADES`."""

    tile: Tile
    name: str
    number: int
    shade: int

    @property
    def x(self) -> int:
        """Horizontal position in SVG user units."""
        return self.tile.column * SIDE

    @property
    def y(self) -> int:
        """Vertical position in SVG user units."""
        return self.tile.row * SIDE


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """All tiles; `shades` holds shade, least and largest number of each shade in use."""

    tiles: tuple[DrawnTile, ...]
    shades: tuple[tuple[int, int, int], ...]
    largest: DrawnTile | None
    classes: tuple[str, ...] = CSS_CLASSES
    width: int = COLUMNS * SIDE
    height: int = ROWS * SIDE


def build_map(by_province: Mapping[str, Reach]) -> ProvinceMap:
    """Build the map from tallies by province code."""
    numbers = {code: tally.sessions for code, tally in by_province.items()}
    maximum = max(numbers.values(), default=0)
    tiles = tuple(
        DrawnTile(tile, province_name(code), number, shade(number, maximum))
        for code, tile in TILES.items()
        for number in [numbers.get(code, 0)]
    )
    largest = max(tiles, key=lambda tile: tile.number)
    return ProvinceMap(tiles, shades(maximum), largest if largest.number else None)


def shade(number: int, maximum: int) -> int:
    """Shade of a number, in equal steps up to `maximum`."""
    return -(-SHADES * number // maximum) if number else 0


def shades(maximum: int) -> tuple[tuple[int, int, int], ...]:
    """Shades in use, each with the least and the largest number it stands for."""
    bounds = [maximum * step // SHADES for step in range(SHADES + 1)]
    pairs = pairwise(bounds)
    return tuple(
        (step, low + 1, high) for step, (low, high) in enumerate(pairs, start=1) if high > low
    )
