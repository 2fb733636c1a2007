"""Plans which groups may show outcomes: ranges of scores, directions, items. Pure.

A release of figures protects sums over people: each combination rests on ten of them. Of these ten
only two may have failed. So counts by outcome have releases of their own, called renewals, which
are rarer. A renewal publishes the outcomes of everybody and of as many groups as it safely can;
other groups keep what was published of them before.

People are new if they had not both tests at the last renewal. For each outcome the plan builds the
span of combinations of published cells that rest on `minimum` new people with this outcome. The
cells of all people who have both tests, or whose answers changed or left since the last renewal,
must lie in the span of each outcome. So a combination of the sums of a renewal is zero for all
people, of whatever outcome, and says nothing; or it rests on `minimum` new people of each outcome,
who were in no renewal before. By induction this holds for all renewals together. It needs no
history, and bounds of scores and groups may differ from renewal to renewal.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from assessments.analysis.cell_spans import Columns, SomeCells, safe_span
from assessments.analysis.disclosure import DIMENSIONS, Cells
from assessments.analysis.group_counts import ItemPairs
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.shown_cells import (
    HIGHEST,
    Directions,
    Pairs,
    count_directions,
    directions,
    recount,
    score_bins,
)
from assessments.analysis.statistics.minimums import MIN_SHOWN

ALL: Final = "all"  # the dimension of everybody, whose cell is ""
GroupKey = tuple[str, str]  # dimension and cell
EVERYONE: Final = (ALL, "")
MIN_GROWTH: Final = 1.0  # new people by people of the last renewal
MAX_AGE: Final = timedelta(days=90)  # when fewer new people suffice
MIN_SHARE: Final = 0.1  # of the new people in each outcome, so that groups have enough too


@dataclass(frozen=True, slots=True)
class NewOutcomes:
    """Outcomes since the last renewal.

    `pairs` are the scores of new people by their cells, `items` those of everybody new.
    `other_cells` are the cells of all other people with both tests, and those in which answers
    changed or left. `before` are the people of the last renewal.
    """

    pairs: Mapping[Cells, Pairs]
    other_cells: frozenset[Cells] = frozenset()
    items: Mapping[str, ItemPairs] = field(default_factory=dict)
    before: int = 0

    @property
    def people(self) -> int:
        """The number of new people."""
        return sum(sum(pairs.values()) for pairs in self.pairs.values())


@dataclass(frozen=True, slots=True)
class OutcomePlan:
    """What a renewal publishes: of which groups, and everybody, and of which items.

    `bounds` are those of the ranges of scores; without `has_directions` there are none, and
    `is_merged` joins people whose score stayed and fell.
    """

    groups: frozenset[GroupKey]
    bounds: tuple[float, ...]
    has_directions: bool
    is_merged: bool
    items: frozenset[str]

    def outcomes(self, pairs: Pairs, items: Mapping[str, ItemPairs]) -> Outcomes:
        """Return the outcomes of all people of a group; `items` are those to publish."""
        ways = _ways(pairs, is_merged=self.is_merged) if self.has_directions else None
        return Outcomes(sum(pairs.values()), recount(pairs, self.bounds), ways, items)


def is_due(new: NewOutcomes, last: datetime | None, now: datetime) -> bool:
    """Whether enough people have come, or the last renewal is old. None was never before."""
    if last is None or now - last >= MAX_AGE:
        return True
    return new.people >= MIN_GROWTH * new.before


def plan_outcomes(new: NewOutcomes, *, mark: float, minimum: int = MIN_SHOWN) -> OutcomePlan | None:
    """Choose the groups; None if not even the outcomes of everybody may be published.

    The mark is in per cent.
    """
    everybody = _added(new.pairs.values())
    least = max(minimum, int(MIN_SHARE * new.people))
    bins = score_bins(everybody, mark=mark, least=least)
    if not bins:
        return None
    ways = directions(everybody, least=least)
    bounds = (*(item.low for item in bins), HIGHEST)
    by_outcome = _by_outcome(new.pairs, bounds, ways)
    keys = _safe_groups(by_outcome, {*new.pairs, *new.other_cells}, minimum)
    if EVERYONE not in keys:
        return None
    shown = {
        code
        for code, pairs in new.items.items()
        if min(pairs.both_wrong, pairs.gained, pairs.lost, pairs.both_right) >= minimum
    }
    is_merged = ways is not None and ways.down is None
    return OutcomePlan(keys, bounds, ways is not None, is_merged, frozenset(shown))


def _by_outcome(
    pairs: Mapping[Cells, Pairs], bounds: Sequence[float], ways: Directions | None
) -> list[dict[Cells, int]]:
    """New people by cells, for each outcome."""
    by_outcome: list[dict[Cells, int]] = []
    for cells, of_cells in pairs.items():
        numbers = [n for item in recount(of_cells, bounds) for n in (item.pre, item.post)]
        if ways is not None:
            numbers += _ways(of_cells, is_merged=ways.down is None).cells
        by_outcome = by_outcome or [{} for _ in numbers]
        for people, number in zip(by_outcome, numbers, strict=True):
            if number:
                people[cells] = number
    return by_outcome


def _safe_groups(
    by_outcome: Sequence[Mapping[Cells, int]], everybody: Iterable[Cells], minimum: int
) -> frozenset[GroupKey]:
    """Return groups of which each combination rests on enough people of each outcome.

    Larger groups and coarser dimensions come first; halves are tried where all are too many.
    """
    sizes = {key: size for key, size in _sizes(by_outcome).items() if size >= minimum}
    crowd = _Crowd(by_outcome, everybody, sizes, minimum)
    chosen: frozenset[GroupKey] = frozenset({EVERYONE})
    if EVERYONE not in sizes or not crowd.is_safe(chosen):
        return frozenset()
    for dimension in DIMENSIONS:
        keys = [key for key in sizes if key[0] == dimension]
        open_lists = [sorted(keys, key=lambda key: (-sizes[key], key))]
        while open_lists:
            tried = open_lists.pop()
            if crowd.is_safe(chosen | {*tried}):
                chosen |= {*tried}
            elif len(tried) > 1:
                middle = len(tried) // 2
                open_lists += [tried[middle:], tried[:middle]]
    return chosen


class _Crowd:
    """New people by their cells and outcomes, and the cells of everybody."""

    def __init__(
        self,
        by_outcome: Sequence[Mapping[Cells, int]],
        everybody: Iterable[Cells],
        keys: Collection[GroupKey],
        minimum: int,
    ) -> None:
        self._minimum = minimum
        self._by_outcome = [_weights(_with_everyone(people), keys) for people in by_outcome]
        self._everybody = {_restricted(("", *cells), keys) for cells in everybody}

    def is_safe(self, keys: Collection[GroupKey]) -> bool:
        """Whether the sums of these groups tell nothing of too few people of an outcome."""
        columns = Columns()
        everybody = {_restricted(cells, keys) for cells in self._everybody}
        spans = (
            safe_span(columns, _weights(people, keys).items(), self._minimum)
            for people in self._by_outcome
        )
        return all(span.has_all(everybody) for span in spans)


def _sizes(by_outcome: Sequence[Mapping[Cells, int]]) -> dict[GroupKey, int]:
    """People of the rarest outcome by group; groups without one of the outcomes are absent."""
    sizes: dict[GroupKey, int] = {}
    for index, people in enumerate(by_outcome):
        numbers: dict[GroupKey, int] = {}
        for cells, number in people.items():
            for key in zip((ALL, *DIMENSIONS), ("", *cells), strict=True):
                numbers[key] = numbers.get(key, 0) + number
        sizes = {
            key: min(number, sizes.get(key, number))
            for key, number in numbers.items()
            if index == 0 or key in sizes
        }
    return sizes


def _with_everyone(people: Mapping[Cells, int]) -> dict[SomeCells, int]:
    return {("", *cells): number for cells, number in people.items()}


def _weights(people: Mapping[SomeCells, int], keys: Collection[GroupKey]) -> dict[SomeCells, int]:
    """Add up people of the same cells among those of these groups."""
    weights: dict[SomeCells, int] = {}
    for cells, number in people.items():
        key = _restricted(cells, keys)
        weights[key] = weights.get(key, 0) + number
    return weights


def _restricted(cells: SomeCells, keys: Collection[GroupKey]) -> SomeCells:
    """The cells that are among these groups; None for others."""
    named = zip((ALL, *DIMENSIONS), cells, strict=True)
    return tuple(cell if (dimension, cell) in keys else None for dimension, cell in named)


def _ways(pairs: Pairs, *, is_merged: bool) -> Directions:
    up, same, down = count_directions(pairs)
    return Directions(up, same + down, None) if is_merged else Directions(up, same, down)


def _added(all_pairs: Iterable[Pairs]) -> dict[tuple[float, float], int]:
    added: dict[tuple[float, float], int] = {}
    for pairs in all_pairs:
        for scores, people in pairs.items():
            added[scores] = added.get(scores, 0) + people
    return added
