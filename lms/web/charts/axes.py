"""Axes: round ticks, and positions in per cent of the width. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100)
MAX_INTERVALS: Final = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high` over the whole width."""

    low: float
    high: float
    step: float

    def position(self, value: float) -> float:
        """Return the position in per cent; values beyond the axis stand at its ends."""
        return min(max(100 * (value - self.low) / (self.high - self.low), 0.0), 100.0)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Return the labelled values, both ends included."""
        return tuple(
            self.low + self.step * index
            for index in range(round((self.high - self.low) / self.step) + 1)
        )


PERCENT: Final = Axis(0, 100, 25)


def axis_around(values: Iterable[float]) -> Axis:
    """Return an axis that holds zero and all values, with at most six round ticks."""
    numbers = [0.0, *values]
    for step in STEPS:
        low, high = floor(min(numbers) / step) * step, ceil(max(numbers) / step) * step
        high = max(high, low + step)
        if (high - low) / step <= MAX_INTERVALS:
            return Axis(low, high, step)
    return Axis(floor(min(numbers)), ceil(max(numbers)), ceil(max(numbers)) - floor(min(numbers)))
