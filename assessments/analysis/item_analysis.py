"""Item analysis of one test: difficulty, discrimination and reliability. Pure.

Field names are those of `payung stats items --json`; docs/reference/statistics.md defines each and
cites its formula. None means that a figure is undefined or rests on too few learners; a note says
which.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from assessments.analysis.differential_groups import GroupedItem, compare_groups
from assessments.analysis.response_tables.item_table import ItemColumn, ItemTable
from assessments.analysis.statistics import discrimination, reliability
from assessments.analysis.statistics.discrimination import OptionFigures
from assessments.analysis.statistics.minimums import STANDARD, Minimums, Precision
from assessments.analysis.statistics.moments import mean, quartiles, standard_deviation
from assessments.analysis.statistics.notes import Note
from assessments.analysis.statistics.proportions import wilson
from assessments.analysis.statistics.rasch import RaschScale, rasch_scale

LOW_DISCRIMINATION: Final = 0.2
EASY, HARD = 0.95, 0.2
RARE_OPTION: Final = 0.05
MIN_RASCH_LEARNERS: Final = 100
MAX_RASCH_ITEMS: Final = 100


@dataclass(frozen=True, slots=True)
class WholeTest:
    """Figures of the total score, in points. `sem` is the standard error of measurement."""

    n: int
    highest: float
    mean: float
    sd: float | None
    least: float
    most: float
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    kr20: float | None
    sem: float | None


@dataclass(frozen=True, slots=True)
class Seconds:
    """Time spent on an item by `n` learners, in seconds."""

    n: int
    median: float
    lower_quartile: float
    upper_quartile: float


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Figures of one item; `difficulty` is in logits."""

    item: str
    objective: str
    n: int
    highest: float
    facility: float | None
    facility_low: float | None
    facility_high: float | None
    item_rest: float | None
    upper: float | None
    lower: float | None
    upper_lower: float | None
    alpha_if_deleted: float | None
    omitted: int
    omitted_share: float
    seconds: Seconds | None
    options: tuple[OptionFigures, ...]
    difficulty: float | None
    difficulty_error: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """Result of `analyse_items`."""

    learners: int
    items: int
    precision: Precision
    is_for_decisions: bool
    test: WholeTest | None
    item_figures: tuple[ItemFigures, ...]
    rasch_learners: int | None
    differential: tuple[GroupedItem, ...]
    ignored_columns: tuple[str, ...]
    notes: tuple[Note, ...]

    def as_json(self) -> dict[str, object]:
        """Return the fields as JSON-compatible types."""
        return asdict(self)


def analyse_items(
    table: ItemTable, *, minimums: Minimums = STANDARD, dimension: str = ""
) -> ItemAnalysis:
    """Compute all figures of a test. `dimension` names the column for group comparison."""
    n = len(table.learners)
    is_shown = n >= minimums.shown
    scale = _scale(table, minimums)
    figures = _figures(table, minimums, scale) if is_shown else ()
    return ItemAnalysis(
        learners=n,
        items=len(table.items),
        precision=minimums.precision(n),
        is_for_decisions=n >= minimums.decisions,
        test=_whole_test(table) if is_shown else None,
        item_figures=figures,
        rasch_learners=scale.learners if scale else None,
        differential=compare_groups(table, dimension, least=minimums.items) if dimension else (),
        ignored_columns=table.ignored,
        notes=tuple(_notes(table, minimums, scale)),
    )


def _columns(table: ItemTable) -> list[tuple[float, ...]]:
    return [item.scores for item in table.items]


def _whole_test(table: ItemTable) -> WholeTest:
    columns = _columns(table)
    sums = reliability.totals(columns)
    spread, alpha = standard_deviation(sums), reliability.alpha(columns)
    low, high = None, None
    if alpha is not None:
        low, high = reliability.feldt_interval(alpha, learners=len(sums), items=len(columns))
    is_kr20 = all(item.is_dichotomous for item in table.items)
    return WholeTest(
        n=len(sums),
        highest=sum(item.key.highest for item in table.items),
        mean=mean(sums),
        sd=spread,
        least=min(sums),
        most=max(sums),
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        kr20=alpha if is_kr20 else None,
        sem=None if alpha is None or spread is None else _measurement_error(spread, alpha),
    )


def _measurement_error(spread: float, alpha: float) -> float:
    return reliability.error_of_measurement(spread, alpha)


def _scale(table: ItemTable, minimums: Minimums) -> RaschScale | None:
    """Fit a Rasch scale if all items are dichotomous, none is constant and learners suffice."""
    least = MIN_RASCH_LEARNERS if minimums is STANDARD else minimums.items
    fit = all(item.is_dichotomous and len(set(item.scores)) > 1 for item in table.items)
    if len(table.learners) < least or not fit or not 1 < len(table.items) <= MAX_RASCH_ITEMS:
        return None
    return rasch_scale(_columns(table))


def _figures(
    table: ItemTable, minimums: Minimums, scale: RaschScale | None
) -> tuple[ItemFigures, ...]:
    columns = _columns(table)
    sums = reliability.totals(columns)
    tails = discrimination.upper_weights(sums), discrimination.lower_weights(sums)
    is_enough = len(sums) >= minimums.items
    without = reliability.alphas_if_deleted(columns) if is_enough else [None] * len(columns)
    return tuple(
        _item(item, sums, tails, without[index] if is_enough else None, is_enough, scale, index)
        for index, item in enumerate(table.items)
    )


def _item(
    item: ItemColumn,
    sums: Sequence[float],
    tails: tuple[list[float], list[float]],
    without: float | None,
    is_enough: bool,
    scale: RaschScale | None,
    index: int,
) -> ItemFigures:
    highest, n = item.key.highest, len(item.scores)
    share = wilson(round(sum(item.scores)), n) if item.is_dichotomous else None
    upper, lower = (discrimination.weighted_mean(item.scores, tail) / highest for tail in tails)
    correlation = discrimination.item_rest(item.scores, sums) if is_enough else None
    options = _options(item, sums, tails) if is_enough else ()
    facility = mean(item.scores) / highest
    return ItemFigures(
        item=item.key.item,
        objective=item.key.objective,
        n=n,
        highest=highest,
        facility=facility,
        facility_low=share.low if share else None,
        facility_high=share.high if share else None,
        item_rest=correlation,
        upper=upper if is_enough else None,
        lower=lower if is_enough else None,
        upper_lower=upper - lower if is_enough else None,
        alpha_if_deleted=without,
        omitted=sum(item.is_omitted),
        omitted_share=sum(item.is_omitted) / n,
        seconds=_seconds(item.seconds),
        options=options,
        difficulty=scale.difficulties[index] if scale else None,
        difficulty_error=scale.errors[index] if scale else None,
        flags=tuple(_flags(facility, correlation, options)) if is_enough else (),
    )


def _options(
    item: ItemColumn, sums: Sequence[float], tails: tuple[list[float], list[float]]
) -> tuple[OptionFigures, ...]:
    """Return the option figures; empty if the table holds points only."""
    if item.answers is None:
        return ()
    rest = discrimination.rest_scores(item.scores, sums)
    upper, lower = tails
    return discrimination.option_table(
        item.answers, item.key.answers, rest=rest, upper=upper, lower=lower
    )


def _seconds(taken: Sequence[float]) -> Seconds | None:
    quarters = quartiles(taken)
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


def _notes(table: ItemTable, minimums: Minimums, scale: RaschScale | None) -> list[Note]:
    n, notes = len(table.learners), []
    if n < minimums.shown:
        notes.append(Note("too-few-to-show"))
    elif n < minimums.items:
        notes.append(Note("too-few-for-items"))
    if n < minimums.decisions:
        notes.append(Note("too-few-for-decisions"))
    if scale is None:
        notes.append(Note("no-rasch-scale"))
    if len(table.items) == 1:
        notes.append(Note("one-item"))
    unanswered = sum(
        all(answers) for answers in zip(*(i.is_omitted for i in table.items), strict=True)
    )
    if unanswered and n >= minimums.shown:
        notes.append(Note("rows-without-answers", str(unanswered)))
    for item in table.items:
        if len(set(item.scores)) == 1:
            notes.append(Note("constant-item", item.key.item))
    return notes
