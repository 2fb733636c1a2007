"""The map of the provinces: how each tile is shaded, and what the shades mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lms.accounts.province_tiles import COLUMNS, ROWS, TILES, Tile
from lms.web.awareness.labels import place_name
from lms.workflows.cohorts.awareness_reports import Tally

SHADES: Final = 4
CSS_CLASSES: Final = ("lv0", "lv1", "lv2", "lv3", "lv4")  # of the style sheet, one a shade
SIDE: Final = 40  # of a tile with the gap around it, in units of the drawing


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """`shade` goes from 0, nothing there, to `SHADES`; the number stands in the tile as well."""

    tile: Tile
    name: str
    number: int
    shade: int

    @property
    def x(self) -> int:
        return self.tile.column * SIDE

    @property
    def y(self) -> int:
        return self.tile.row * SIDE


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """All tiles, and from which to which number each shade goes."""

    tiles: tuple[DrawnTile, ...]
    shades: tuple[tuple[int, int, int], ...]
    most: DrawnTile | None
    classes: tuple[str, ...] = CSS_CLASSES
    width: int = COLUMNS * SIDE
    height: int = ROWS * SIDE


def build_map(by_province: Mapping[str, Tally]) -> ProvinceMap:
    numbers = {code: tally.sessions for code, tally in by_province.items()}
    most = max(numbers.values(), default=0)
    tiles = tuple(
        DrawnTile(tile, place_name(code), number, shade(number, most))
        for code, tile in TILES.items()
        for number in [numbers.get(code, 0)]
    )
    busiest = max(tiles, key=lambda one: one.number)
    return ProvinceMap(tiles, shades(most), busiest if busiest.number else None)


def shade(number: int, most: int) -> int:
    """Equal steps up to the largest number."""
    return -(-SHADES * number // most) if number else 0


def shades(most: int) -> tuple[tuple[int, int, int], ...]:
    """Each shade that some number can have, with the least and the largest of these numbers."""
    bounds = [most * step // SHADES for step in range(SHADES + 1)]
    pairs = pairwise(bounds)
    return tuple(
        (step, low + 1, high) for step, (low, high) in enumerate(pairs, start=1) if high > low
    )
