"""Rasch scale of one form: difficulties with fit, measures of totals, and bins of people. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_analysis import MAX_RASCH_ITEMS
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.moments import PairCounts, mean, second_values
from assessments.analysis.statistics.rasch import rasch_scale
from assessments.analysis.statistics.rasch_measures import (
    ItemFit,
    Measure,
    MeasureBin,
    bin_measures,
    item_fit,
    measure_totals,
)

# Mean squares of a multiple-choice test on which something depends (Wright and Linacre 1994,
# "Reasonable mean-square fit values", Rasch Measurement Transactions 8, 370).
NOISY, REGULAR = 1.2, 0.8
CERTAIN: Final = 2.0  # standard errors


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """An item with its difficulty and the standard error of it, in logits."""

    code: str
    difficulty: float
    error: float
    fit: ItemFit

    @property
    def is_noisy(self) -> bool:
        """Whether strong people miss it and weak people know it more often than expected."""
        return any(
            square > NOISY and z > CERTAIN
            for square, z in (
                (self.fit.infit, self.fit.infit_z),
                (self.fit.outfit, self.fit.outfit_z),
            )
        )

    @property
    def is_regular(self) -> bool:
        """Whether it repeats what other items measure: answers vary less than expected."""
        return self.fit.infit < REGULAR and self.fit.infit_z < -CERTAIN


@dataclass(frozen=True, slots=True)
class FormScale:
    """The scale of `n` people. Difficulties have mean zero; `level` is the mean measure."""

    n: int
    level: float
    items: tuple[ScaleItem, ...]
    measures: tuple[Measure, ...]
    bins: tuple[MeasureBin, ...]


def scale_form(
    counts: TestCounts, keys: Sequence[ItemKey], bounds: Sequence[float] = ()
) -> FormScale | None:
    """Fit a scale to the counted items of `keys`, from the easiest to the hardest.

    People are counted between `bounds`, in per cent of the points; all together without any.
    Returns None if an item has other points than 0 and 1 or no finite estimate exists.
    """
    items = {key.item: _pairs(counts.points[key.item]) for key in keys if key.item in counts.points}
    has_points = all(key.highest == 1 for key in keys) and all(
        points in (0, 1) for item in items.values() for points, _total in item
    )
    if not has_points or not 1 < len(items) <= MAX_RASCH_ITEMS:
        return None
    scale = rasch_scale(list(items.values()))
    if scale is None:
        return None
    measures = measure_totals(scale.difficulties)
    totals = second_values(next(iter(items.values())))
    rows = zip(items.items(), scale.difficulties, scale.errors, strict=True)
    scaled = [
        ScaleItem(code, difficulty, error, fit)
        for (code, item), difficulty, error in rows
        if (fit := item_fit(item, difficulty, measures))
    ]
    by_measure = {measures[round(total)].measure: n for total, n in totals.items()}
    return FormScale(
        n=counts.n,
        level=mean(by_measure),
        items=tuple(sorted(scaled, key=lambda item: (item.difficulty, item.code))),
        measures=measures,
        bins=bin_measures(measures, totals, bounds),
    )


def _pairs(by_points: Mapping[float, Mapping[float, int]]) -> PairCounts:
    return {
        (points, total): n for points, totals in by_points.items() for total, n in totals.items()
    }
