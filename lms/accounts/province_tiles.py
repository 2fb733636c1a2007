"""A tile map of the provinces: each has a cell of a grid, roughly where it lies. Pure.

The letters are those of ISO 3166-2:ID. North is up. The grid has `COLUMNS` by `ROWS` cells.
"""

from typing import Final, NamedTuple

COLUMNS: Final = 12
ROWS: Final = 7


class Tile(NamedTuple):
    """Column and row count from 0 at the north-west corner."""

    letters: str
    column: int
    row: int


TILES: Final[dict[str, Tile]] = {
    "11": Tile("AC", 0, 0),
    "12": Tile("SU", 0, 1),
    "13": Tile("SB", 0, 2),
    "14": Tile("RI", 1, 1),
    "15": Tile("JA", 1, 2),
    "16": Tile("SS", 2, 3),
    "17": Tile("BE", 1, 3),
    "18": Tile("LA", 2, 4),
    "19": Tile("BB", 3, 3),
    "21": Tile("KR", 2, 1),
    "31": Tile("JK", 3, 5),
    "32": Tile("JB", 3, 6),
    "33": Tile("JT", 4, 5),
    "34": Tile("YO", 4, 6),
    "35": Tile("JI", 5, 5),
    "36": Tile("BT", 2, 5),
    "51": Tile("BA", 6, 5),
    "52": Tile("NB", 7, 5),
    "53": Tile("NT", 8, 5),
    "61": Tile("KB", 4, 1),
    "62": Tile("KT", 4, 2),
    "63": Tile("KS", 5, 2),
    "64": Tile("KI", 5, 1),
    "65": Tile("KU", 5, 0),
    "71": Tile("SA", 8, 1),
    "72": Tile("ST", 7, 2),
    "73": Tile("SN", 7, 3),
    "74": Tile("SG", 8, 3),
    "75": Tile("GO", 7, 1),
    "76": Tile("SR", 6, 3),
    "81": Tile("MA", 9, 3),
    "82": Tile("MU", 9, 1),
    "91": Tile("PA", 11, 2),
    "92": Tile("PB", 10, 2),
    "93": Tile("PS", 11, 4),
    "94": Tile("PT", 10, 3),
    "95": Tile("PE", 11, 3),
    "96": Tile("PD", 10, 1),
}
