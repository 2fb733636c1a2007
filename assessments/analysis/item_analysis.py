"""Item analysis of one test: difficulty, discrimination and reliability. Pure.

docs/reference/statistics.md defines each figure and cites its formula. None means that a figure is
undefined or rests on too few learners; a note says which.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from assessments.analysis.differential_groups import compare_groups
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_figures import ItemAnalysis, ItemFigures, Seconds, WholeTest
from assessments.analysis.response_tables.item_table import ItemTable
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics import discrimination, reliability
from assessments.analysis.statistics.discrimination import OptionFigures, Tails
from assessments.analysis.statistics.minimums import STANDARD, Minimums
from assessments.analysis.statistics.moments import (
    PairCounts,
    first_values,
    mean,
    quartiles,
    second_values,
    size,
    standard_deviation,
)
from assessments.analysis.statistics.notes import Note
from assessments.analysis.statistics.proportions import wilson
from assessments.analysis.statistics.rasch import RaschScale, rasch_scale

LOW_DISCRIMINATION: Final = 0.2
EASY, HARD = 0.95, 0.2
RARE_OPTION: Final = 0.05
MIN_RASCH_LEARNERS: Final = 100
MAX_RASCH_ITEMS: Final = 100

Key = TypeVar("Key", str, float)


def analyse_items(
    table: ItemTable, *, minimums: Minimums = STANDARD, dimension: str = ""
) -> ItemAnalysis:
    """Compute all figures of a test. `dimension` names the column for group comparison."""
    analysis = analyse_counts(
        count_table(table), [item.key for item in table.items], minimums=minimums
    )
    seconds = {item.key.item: _seconds(item.seconds) for item in table.items}
    return replace(
        analysis,
        item_figures=tuple(
            replace(figures, seconds=seconds[figures.item]) for figures in analysis.item_figures
        ),
        differential=compare_groups(table, dimension, least=minimums.items) if dimension else (),
        ignored_columns=table.ignored,
        notes=(*analysis.notes, *_row_notes(table, minimums)),
    )


def analyse_counts(
    counts: TestCounts, keys: Sequence[ItemKey], *, minimums: Minimums = STANDARD
) -> ItemAnalysis:
    """Compute all figures of a test that counts determine, for the counted items of `keys`.

    Counts give no time on items, no comparison of groups and no rows without any answer.
    """
    keys = [key for key in keys if counts.points.get(key.item)]
    items = {key.item: _pairs(counts.points[key.item]) for key in keys}
    is_shown = counts.n >= minimums.shown
    scale = _scale(keys, items, counts.n, minimums)
    return ItemAnalysis(
        learners=counts.n,
        items=len(keys),
        precision=minimums.precision(counts.n),
        is_for_decisions=counts.n >= minimums.decisions,
        test=_whole_test(keys, list(items.values()), minimums) if is_shown and items else None,
        item_figures=_figures(counts, keys, items, minimums, scale) if is_shown else (),
        rasch_learners=scale.learners if scale else None,
        differential=(),
        ignored_columns=(),
        notes=tuple(_notes(counts.n, items, minimums, scale)),
    )


def count_table(table: ItemTable) -> TestCounts:
    """Count the rows of a table by item, option or points, and total."""
    sums = reliability.totals([item.scores for item in table.items])
    return TestCounts(
        n=len(table.learners),
        options={
            item.key.item: _nested(Counter(zip(item.answers, sums, strict=True)))
            for item in table.items
            if item.answers is not None
        },
        points={
            item.key.item: _nested(Counter(zip(item.scores, sums, strict=True)))
            for item in table.items
        },
        omissions={item.key.item: sum(item.is_omitted) for item in table.items},
    )


def _nested(pairs: Mapping[tuple[Key, float], int]) -> dict[Key, dict[float, int]]:
    nested: dict[Key, dict[float, int]] = {}
    for (key, total), n in pairs.items():
        nested.setdefault(key, {})[total] = n
    return nested


def _pairs(by_points: Mapping[float, Mapping[float, int]]) -> dict[tuple[float, float], int]:
    return {
        (points, total): n for points, totals in by_points.items() for total, n in totals.items()
    }


def _is_dichotomous(key: ItemKey, item: PairCounts) -> bool:
    return key.highest == 1 and set(first_values(item)) <= {0.0, 1.0}


def _whole_test(keys: Sequence[ItemKey], items: reliability.Items, minimums: Minimums) -> WholeTest:
    sums = second_values(items[0])
    n = round(size(sums))
    spread, alpha = standard_deviation(sums), reliability.alpha(items)
    low, high = None, None
    if alpha is not None:
        low, high = reliability.feldt_interval(alpha, learners=n, items=len(items))
    is_kr20 = all(_is_dichotomous(key, item) for key, item in zip(keys, items, strict=True))
    return WholeTest(
        n=n,
        highest=sum(key.highest for key in keys),
        mean=mean(sums),
        sd=spread,
        least=min(sums) if minimums is not STANDARD else None,
        most=max(sums) if minimums is not STANDARD else None,
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        kr20=alpha if is_kr20 else None,
        sem=None if alpha is None or spread is None else _measurement_error(spread, alpha),
    )


def _measurement_error(spread: float, alpha: float) -> float:
    return reliability.error_of_measurement(spread, alpha)


def _scale(
    keys: Sequence[ItemKey], items: Mapping[str, PairCounts], learners: int, minimums: Minimums
) -> RaschScale | None:
    """Fit a Rasch scale if all items are dichotomous, none is constant and learners suffice."""
    least = MIN_RASCH_LEARNERS if minimums is STANDARD else minimums.items
    fit = all(
        _is_dichotomous(key, items[key.item]) and len(first_values(items[key.item])) > 1
        for key in keys
    )
    if learners < least or not fit or not 1 < len(keys) <= MAX_RASCH_ITEMS:
        return None
    return rasch_scale(list(items.values()))


def _figures(
    counts: TestCounts,
    keys: Sequence[ItemKey],
    items: Mapping[str, PairCounts],
    minimums: Minimums,
    scale: RaschScale | None,
) -> tuple[ItemFigures, ...]:
    is_enough = counts.n >= minimums.items and len(keys) > 0
    tails = discrimination.find_tails(second_values(items[keys[0].item])) if is_enough else None
    without = reliability.alphas_if_deleted(list(items.values())) if is_enough else None
    figures = []
    for index, key in enumerate(keys):
        item = _facility(counts, key, items[key.item])
        if tails and without:
            item = _judge(counts, key, items[key.item], tails, item)
            item = replace(item, alpha_if_deleted=without[index])
        if scale:
            difficulty, error = scale.difficulties[index], scale.errors[index]
            item = replace(item, difficulty=difficulty, difficulty_error=error)
        figures.append(item)
    return tuple(figures)


def _facility(counts: TestCounts, key: ItemKey, item: PairCounts) -> ItemFigures:
    """Return the figures that need no minimum number of learners for items."""
    points = first_values(item)
    n = round(size(points))
    right = wilson(round(points.get(1.0, 0)), n) if _is_dichotomous(key, item) else None
    omitted = counts.omissions.get(key.item, 0)
    return ItemFigures(
        item=key.item,
        objective=key.objective,
        n=n,
        highest=key.highest,
        facility=mean(points) / key.highest,
        facility_low=right.low if right else None,
        facility_high=right.high if right else None,
        item_rest=None,
        upper=None,
        lower=None,
        upper_lower=None,
        alpha_if_deleted=None,
        omitted=omitted,
        omitted_share=omitted / n,
        seconds=None,
        options=(),
        difficulty=None,
        difficulty_error=None,
        flags=(),
    )


def _judge(
    counts: TestCounts, key: ItemKey, item: PairCounts, tails: Tails, figures: ItemFigures
) -> ItemFigures:
    """Add discrimination, options and flags."""
    weights = tails.upper, tails.lower
    upper, lower = (discrimination.tail_mean(item, part) / key.highest for part in weights)
    correlation = discrimination.item_rest(item)
    options = _options(counts.options.get(key.item), key, item, tails)
    return replace(
        figures,
        item_rest=correlation,
        upper=upper,
        lower=lower,
        upper_lower=upper - lower,
        options=options,
        flags=tuple(_flags(figures.facility, correlation, options)),
    )


def _options(
    options: Mapping[str, Mapping[float, int]] | None, key: ItemKey, item: PairCounts, tails: Tails
) -> tuple[OptionFigures, ...]:
    """Return the option figures; empty if there are points only."""
    if options is None:
        return ()
    points = {option: key.points(option) for option in {*options, *key.answers}}
    return discrimination.option_table(item, options, points, keys=key.answers, tails=tails)


def _seconds(taken: Sequence[float]) -> Seconds | None:
    quarters = quartiles(Counter(taken))
    return Seconds(len(taken), quarters[1], quarters[0], quarters[2]) if quarters else None


def _flags(
    facility: float, correlation: float | None, options: Sequence[OptionFigures]
) -> list[str]:
    flags = []
    if correlation is not None and correlation < LOW_DISCRIMINATION:
        flags.append("negative-discrimination" if correlation < 0 else "low-discrimination")
    if facility > EASY or facility < HARD:
        flags.append("very-easy" if facility > EASY else "very-hard")
    wrong = [option for option in options if not option.is_key]
    if any(option.share < RARE_OPTION for option in wrong):
        flags.append("option-hardly-chosen")
    if any(option.upper > option.lower for option in wrong):
        flags.append("wrong-option-of-strong-learners")
    return flags


def _notes(
    learners: int, items: Mapping[str, PairCounts], minimums: Minimums, scale: RaschScale | None
) -> list[Note]:
    notes = []
    if learners < minimums.shown:
        notes.append(Note("too-few-to-show"))
    elif learners < minimums.items:
        notes.append(Note("too-few-for-items"))
    if learners < minimums.decisions:
        notes.append(Note("too-few-for-decisions"))
    if scale is None:
        notes.append(Note("no-rasch-scale"))
    if len(items) == 1:
        notes.append(Note("one-item"))
    if learners >= minimums.shown:
        notes.extend(_figure_notes(items))
    return notes


def _figure_notes(items: Mapping[str, PairCounts]) -> Iterator[Note]:
    """Yield the notes that tell something about the answers."""
    alpha = reliability.alpha(list(items.values()))
    if alpha is None and len(items) > 1:
        yield Note("same-total")
    if alpha is not None and alpha < 0:
        yield Note("negative-reliability")
    for name, item in items.items():
        if len(first_values(item)) == 1:
            yield Note("constant-item", name)


def _row_notes(table: ItemTable, minimums: Minimums) -> list[Note]:
    """Return the notes that need rows."""
    omitted = zip(*(item.is_omitted for item in table.items), strict=True)
    unanswered = sum(all(answers) for answers in omitted)
    if unanswered and len(table.learners) >= minimums.shown:
        return [Note("rows-without-answers", str(unanswered))]
    return []
