"""Each province has one tile, and none lies on another."""

from lms.accounts.province_tiles import COLUMNS, ROWS, TILES
from lms.accounts.provinces import PROVINCES

ISO = (
    "AC BA BB BE BT GO JA JB JI JK JT KB KI KR KS KT KU LA MA MU NB NT PA PB PD PE PS PT RI SA SB "
    "SG SN SR SS ST SU YO"
)


def test_tiles_are_the_provinces():
    assert set(TILES) == set(PROVINCES)
    assert sorted(tile.letters for tile in TILES.values()) == ISO.split()


def test_each_tile_has_a_place_of_its_own_within_the_grid():
    places = {(tile.column, tile.row) for tile in TILES.values()}
    assert len(places) == len(TILES)
    assert all(0 <= column < COLUMNS and 0 <= row < ROWS for column, row in places)


def test_tiles_lie_as_the_provinces_do():
    """West of, and north of, by hand for pairs that everybody knows."""
    west = [("11", "12"), ("14", "61"), ("61", "64"), ("64", "71"), ("71", "81"), ("81", "91")]
    north = [("11", "13"), ("65", "63"), ("71", "73"), ("31", "32"), ("33", "34"), ("91", "93")]
    assert all(TILES[a].column <= TILES[b].column for a, b in west)
    assert all(TILES[a].row < TILES[b].row for a, b in north)
