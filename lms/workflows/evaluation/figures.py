"""Figures of a group of people from released counts, none of them below the minimum. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.gain import SCORE_TOLERANCE, Change
from assessments.analysis.gain_counts import (
    HIGHEST,
    CodeChange,
    count_matched,
    measure_counts,
    measure_objectives,
)
from assessments.analysis.group_counts import STAGES, GroupCounts, ItemPairs
from assessments.analysis.shown_cells import (
    Directions,
    ScoreBin,
    count_directions,
    directions,
    hidden_rows,
    recount,
    score_bins,
)
from assessments.analysis.statistics.minimums import STANDARD, Precision, suppressed_groups
from assessments.analysis.statistics.moments import (
    differences,
    first_values,
    mean,
    second_values,
)
from assessments.analysis.statistics.paired_tests import (
    MeanChange,
    mean_change,
)

LEAST: Final = STANDARD.shown
EVERYONE: Final = ""  # the group of all people
POOL: Final = "~"  # the groups that are too small to be shown, together
NOT_STATED: Final = "-"  # people of whom nothing is known in a dimension

Groups = Mapping[str, GroupCounts]


@dataclass(frozen=True, slots=True)
class Stage:
    """People who reached a stage; None for fewer than the minimum. `percent` of the registered."""

    code: str
    n: int | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Mean scores of a group before and after, in per cent, and the change in points."""

    group_id: str
    n: int
    precision: Precision
    pre: float
    post: float
    mean: float
    change: MeanChange | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Answers to an item; `pairs` is None if one of its four counts is too small to show."""

    code: str
    pairs: ItemPairs | None


@dataclass(frozen=True, slots=True)
class Attrition:
    """People with a pre-test and no post-test; None for fewer than the minimum.

    `mean_pre` is their mean score in whole per cent: they take the post-test one by one, and the
    difference of two exact means would be the score of a person. `mean_if_unchanged` is the mean
    change of all people with a pre-test if none of these had changed.
    """

    n: int
    mean_pre: int
    mean_if_unchanged: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one group. What is too small to show is None or empty."""

    stages: tuple[Stage, ...]
    matched: int | None
    change: Change | None
    shows_mark: bool  # whether the shares at the pass mark may be shown
    bins: tuple[ScoreBin, ...]
    directions: Directions | None
    attrition: Attrition | None
    objectives: tuple[CodeChange, ...]
    items: tuple[ItemFigures, ...]


def compute_figures(groups: Groups, group_id: str, overall: GroupCounts, mark: float) -> Figures:
    """Compute the figures of a group among all `groups` of its dimension.

    For everyone, `groups` is empty. The mark is in per cent. Raises KeyError for an unknown group.
    """
    counts = groups[group_id] if groups else overall
    matched = count_matched(counts)
    is_shown = matched >= LEAST and group_id not in _small_groups(groups)
    if not is_shown:
        stages = compute_stages(groups, group_id, overall)
        return Figures(stages, None, None, False, (), None, None, (), ())
    bins = score_bins(overall.pairs, mark=mark)
    bounds = [*(item.low for item in bins), HIGHEST]
    binned = groups_with_bins(groups, bounds) if bins else frozenset()
    marked = groups_with_mark(groups, mark, binned)
    ways = directions(overall.pairs)
    return Figures(
        stages=compute_stages(groups, group_id, overall),
        matched=matched,
        change=measure_counts(counts, pass_percent=mark),
        shows_mark=group_id in marked if groups else min(_mark_cells(overall, mark)) >= LEAST,
        bins=recount(counts.pairs, bounds) if group_id in binned else () if groups else bins,
        directions=_group_directions(groups, group_id, ways) if groups and ways else ways,
        attrition=_attrition(groups, group_id, counts, matched),
        objectives=measure_objectives(counts),
        items=() if groups else compute_items(counts),
    )


def compute_stages(groups: Groups, group_id: str, overall: GroupCounts) -> tuple[Stage, ...]:
    """Return the stages, and hide those that are small in this group or would reveal another."""
    counts = groups[group_id] if groups else overall
    stages = []
    registered = counts.flow.get("registered", 0)
    for code in STAGES:
        n = counts.flow.get(code, 0)
        by_group = {key: group.flow.get(code, 0) for key, group in groups.items()}
        is_hidden = n < LEAST or group_id in suppressed_groups(by_group, least=LEAST)
        percent = 100 * n / registered if registered and not is_hidden else None
        stages.append(Stage(code, None if is_hidden else n, percent))
    return tuple(stages)


def compare_groups(groups: Groups, *, limit: int | None = None) -> tuple[GroupFigures, ...]:
    """Return all groups that may be shown, also the pool: precise ones first, by their change.

    With a `limit`, the largest groups, by people with both tests, and the pool.
    """
    numbers = {group_id: n for group_id, n in matched_numbers(groups).items() if n}
    largest = sorted(numbers, key=lambda group: (group != POOL, -numbers[group], group))[:limit]
    figures = [_group_figures(group_id, groups[group_id]) for group_id in largest]
    return tuple(sorted(figures, key=lambda row: (row.precision != "ok", -row.mean, row.group_id)))


def matched_numbers(groups: Groups) -> dict[str, int]:
    """Return the numbers of matched people of all groups that may be shown, also of the pool."""
    hidden = _small_groups(groups)
    return {
        group_id: count_matched(counts)
        for group_id, counts in groups.items()
        if group_id not in hidden
    }


def compute_items(counts: GroupCounts) -> tuple[ItemFigures, ...]:
    """Return the items that enough people met twice, those with most gains first."""
    items = [
        ItemFigures(code, pairs if _least_cell(pairs) >= LEAST else None)
        for code, pairs in sorted(counts.items.items())
        if pairs.n >= STANDARD.items
    ]
    return tuple(sorted(items, key=_net_gain, reverse=True))


def _net_gain(item: ItemFigures) -> float:
    return (item.pairs.gained - item.pairs.lost) / item.pairs.n if item.pairs else -HIGHEST


def _least_cell(pairs: ItemPairs) -> int:
    return min(pairs.both_wrong, pairs.gained, pairs.lost, pairs.both_right)


def _small_groups(groups: Groups) -> set[str]:
    matched = {group_id: count_matched(counts) for group_id, counts in groups.items()}
    return suppressed_groups(matched, least=LEAST)


def _group_figures(group_id: str, counts: GroupCounts) -> GroupFigures:
    changes = differences(counts.pairs)
    n = count_matched(counts)
    return GroupFigures(
        group_id=group_id,
        n=n,
        precision=STANDARD.precision(n),
        pre=mean(first_values(counts.pairs)),
        post=mean(second_values(counts.pairs)),
        mean=mean(changes),
        change=mean_change(changes),
    )


def _mark_cells(counts: GroupCounts, mark: float) -> tuple[int, ...]:
    """Return the people below and at the mark, before and after."""
    cells = [0, 0, 0, 0]
    for scores, people in counts.pairs.items():
        for index, score in enumerate(scores):
            cells[2 * index + (score >= mark - SCORE_TOLERANCE)] += people
    return tuple(cells)


def groups_with_bins(groups: Groups, bounds: Sequence[float]) -> frozenset[str]:
    """Return the groups whose people by score may be shown between these bounds."""
    rows = {
        key: [n for item in recount(counts.pairs, bounds) for n in (item.pre, item.post)]
        for key, counts in groups.items()
    }
    return frozenset(groups.keys() - hidden_rows(rows))


def groups_with_mark(groups: Groups, mark: float, binned: Collection[str]) -> frozenset[str]:
    """Return the groups whose shares at the mark may be shown, beside groups with bins.

    Bins tell the share at the mark, so that no group with bins can hide another by hiding its own.
    """
    rows = {key: _mark_cells(counts, mark) for key, counts in groups.items()}
    return frozenset(groups.keys() - hidden_rows(rows, shown=binned))


def _group_directions(groups: Groups, group_id: str, ways: Directions) -> Directions | None:
    """Return the directions of a group, merged as those of all people, if they may be shown."""
    rows = {}
    for key, counts in groups.items():
        up, same, down = count_directions(counts.pairs)
        is_merged = ways.down is None
        rows[key] = Directions(up, same + down, None) if is_merged else Directions(up, same, down)
    hidden = hidden_rows({key: row.cells for key, row in rows.items()})
    return None if group_id in hidden else rows[group_id]


def _attrition(
    groups: Groups, group_id: str, counts: GroupCounts, matched: int
) -> Attrition | None:
    """Return those who left, if neither they nor those of another group are too few."""
    by_group = {key: n for key, group in groups.items() if (n := sum(group.pre_only.values()))}
    lost = sum(counts.pre_only.values())
    if lost < LEAST or group_id in suppressed_groups(by_group, least=LEAST):
        return None
    change = mean(differences(counts.pairs))
    return Attrition(lost, round(mean(counts.pre_only)), change * matched / (matched + lost))
