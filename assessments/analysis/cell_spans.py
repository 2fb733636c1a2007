"""Spaces of combinations of cells that rest on enough people. Pure.

A combination gives each person the sum of the coefficients of their cells. In the space of
`safe_span` each combination that is not zero for a cell of the space is so for enough people.
"""

from collections.abc import Collection, Iterable
from typing import Final

PRIME: Final = 2**61 - 1  # arithmetic modulo a prime is exact and does not grow

SomeCells = tuple[str | None, ...]  # of a person by dimension; None where none is shown
Vector = dict[int, int]  # coefficient by column


def safe_span(
    columns: "Columns", weights: Collection[tuple[SomeCells, int]], minimum: int
) -> "Span":
    """Return the span in which no combination rests on fewer than `minimum` people.

    `weights` are people by the cells in which they are counted.
    """
    span = Span(columns)
    for cells, people in weights:
        if people >= minimum:
            span.add(columns.vector(cells))
    light = [(columns.vector(c), people) for c, people in weights if people < minimum]
    has_grown = True
    while has_grown:
        has_grown = False
        light = [(rest, people) for v, people in light if (rest := span.remainder(v))]
        alike: dict[tuple[tuple[int, int], ...], int] = {}
        for vector, people in light:
            key = _normalised(vector)
            alike[key] = alike.get(key, 0) + people
        for key, people in alike.items():
            if people >= minimum:
                span.add(dict(key))
                has_grown = True
    return span


def _normalised(vector: Vector) -> tuple[tuple[int, int], ...]:
    """The vector divided by its last coefficient, so that multiples are equal."""
    factor = pow(vector[max(vector)], -1, PRIME)
    return tuple(sorted((column, value * factor % PRIME) for column, value in vector.items()))


class Columns:
    """Numbers of the cells. Those of finer dimensions are higher, which keeps rows short."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, str], int] = {}
        self._vectors: dict[SomeCells, Vector] = {}

    def vector(self, cells: SomeCells) -> Vector:
        """Return 1 for each cell of a person; not to be changed."""
        vector = self._vectors.get(cells)
        if vector is None:
            vector = self._vectors[cells] = {
                self._number(dimension, cell): 1
                for dimension, cell in enumerate(cells)
                if cell is not None
            }
        return vector

    def _number(self, dimension: int, cell: str) -> int:
        count = len(self._numbers) + 1
        return self._numbers.setdefault((dimension, cell), dimension << 40 | count)


class Span:
    """A linear space of vectors, as rows in reduced echelon form by their highest column.

    No row has the highest column of another, so that each column of a vector is taken away once.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._rows: dict[int, Vector] = {}
        self._has: dict[SomeCells, bool] = {}

    def add(self, vector: Vector) -> None:
        """Enlarge the space by a vector."""
        rest = self.remainder(vector)
        if not rest:
            return
        self._has.clear()
        highest, row = max(rest), dict(_normalised(rest))
        for other in self._rows.values():
            if highest in other:
                _subtract(other, other[highest], row)
        self._rows[highest] = row

    def has_all(self, all_cells: Iterable[SomeCells]) -> bool:
        """Whether the space has the vectors of all these cells."""
        return all(self._has_cells(cells) for cells in all_cells)

    def _has_cells(self, cells: SomeCells) -> bool:
        has = self._has.get(cells)
        if has is None:
            has = self._has[cells] = not self.remainder(self._columns.vector(cells))
        return has

    def remainder(self, vector: Vector) -> Vector:
        """Return what differs from the space; equal for vectors whose difference is in it."""
        rows, rest = self._rows, vector
        for column, factor in vector.items():
            if column in rows:
                if rest is vector:
                    rest = vector.copy()
                _subtract(rest, factor, rows[column])
        return rest


def _subtract(vector: Vector, factor: int, row: Vector) -> None:
    """Take a multiple of a row away from a vector, in place."""
    for column, value in row.items():
        changed = (vector.get(column, 0) - factor * value) % PRIME
        if changed:
            vector[column] = changed
        else:
            vector.pop(column, None)
