"""Ranges of totals in which people of a form may be shown. Pure.

People of all forms by range of scores add up to those of everybody, which outcomes show. So forms
have bounds of these ranges, the same for all forms of a test, and ten new people between two.
"""

import math
from collections.abc import Collection, Sequence

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.outcomes.item_cells import FormItems
from assessments.analysis.outcomes.shown_cells import HIGHEST, TOLERANCE
from assessments.analysis.statistics.minimums import MIN_SHOWN


def range_bounds(
    bounds: Sequence[float], forms: Collection[FormItems], *, minimum: int = MIN_SHOWN
) -> tuple[float, ...]:
    """Return those bounds, in per cent, between which each renewed form has ten new people.

    `bounds` are those of the outcomes of everybody, which are published with the forms; `forms` are
    all forms of the test. Bounds that a form has not which stays as it is are left out.
    """
    renewed = [form for form in forms if form.renewed]
    others = [form.cells.bounds for form in forms if not form.renewed]
    chosen = [bounds[0]]
    for bound in bounds[1:-1]:
        ranges = ((chosen[-1], bound), (bound, math.inf))
        new = [_new_people(form, *ends) for form in renewed for ends in ranges]
        if all(bound in of for of in others) and min(new, default=0) >= minimum:
            chosen.append(bound)
    return (*chosen, bounds[-1])


def _new_people(form: FormItems, low: float, high: float) -> int:
    highest = sum(key.highest for key in form.counted())
    now, before = (_people(of, highest, low, high) for of in (form.counts, form.last))
    return now - before


def _people(counts: TestCounts, highest: float, low: float, high: float) -> int:
    """People with totals from `low` to below `high` per cent; each item has all people by total."""
    by_points = next(iter(counts.points.values()), {}) if highest else {}
    return sum(
        people
        for totals in by_points.values()
        for total, people in totals.items()
        if low <= HIGHEST * total / highest + TOLERANCE < high
    )
