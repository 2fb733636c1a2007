"""Figures of a group of people from released counts, none of them below the minimum. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.gain import Change
from assessments.analysis.gain_counts import (
    HIGHEST,
    CodeChange,
    count_matched,
    measure_counts,
    measure_objectives,
)
from assessments.analysis.group_counts import STAGES, GroupCounts, ItemPairs, PairSums
from assessments.analysis.outcomes.item_cells import module_of
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.shown_cells import TOLERANCE
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
from assessments.analysis.statistics.proportions import Share

LEAST: Final = STANDARD.shown
EVERYONE: Final = ""  # the group of all people
POOL: Final = "~"  # the groups that are too small to be shown, together
NOT_STATED: Final = "-"  # people of whom nothing is known in a dimension

Groups = Mapping[str, GroupCounts]


@dataclass(frozen=True, slots=True)
class Stage:
    """People who reached a stage, in tens from those with both tests; None for fewer than ten.

    `percent` is of the registered.
    """

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
    """Answers to an item; `pairs` is None if none of them may be shown."""

    code: str
    pairs: ItemPairs | None


@dataclass(frozen=True, slots=True)
class Attrition:
    """People with a pre-test and no post-test, in whole tens, rounded down.

    `mean_pre` is their mean score in whole per cent: they take the post-test one by one, and the
    difference of two exact means would be the score of a person. `mean_if_unchanged` is the mean
    change of all people with a pre-test if none of these had changed.
    """

    n: int
    mean_pre: int
    mean_if_unchanged: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one group. What may not be shown is None or empty.

    `outcomes` are those published last, of so many people; `shares` are those at the pass mark
    before and after.
    """

    stages: tuple[Stage, ...]
    matched: int | None
    change: Change | None
    outcomes: Outcomes | None
    shares: tuple[Share, Share] | None
    attrition: Attrition | None
    objectives: tuple[CodeChange, ...]
    items: tuple[ItemFigures, ...]


def compute_figures(
    groups: Groups,
    group_id: str,
    overall: GroupCounts,
    mark: float,
    outcomes: Outcomes | None = None,
) -> Figures:
    """Compute the figures of a group among all `groups` of its dimension.

    For everyone, `groups` is empty. The mark is in per cent; `outcomes` are those published of the
    group. Raises KeyError for an unknown group.
    """
    counts = groups[group_id] if groups else overall
    matched = count_matched(counts)
    is_shown = matched >= LEAST and group_id not in _small_groups(groups)
    if not is_shown:
        return Figures(compute_stages(counts, None), None, None, None, None, None, (), ())
    return Figures(
        stages=compute_stages(counts, matched),
        matched=matched,
        change=measure_counts(counts, pass_percent=mark),
        outcomes=outcomes,
        shares=outcomes.shares_at(mark) if outcomes else None,
        attrition=None if groups else _attrition(counts, matched),
        objectives=_objectives(counts, matched, is_everyone=not groups),
        items=() if groups else compute_items(counts, outcomes),
    )


def compute_stages(counts: GroupCounts, matched: int | None) -> tuple[Stage, ...]:
    """Return the stages; exact are the people with both tests only, if they are given.

    Others differ from these by whole tens, rounded towards these people, since people reach stages
    one by one: how many have a pre-test and no post-test is known only as fewer than ten, ten to
    19, and so on.
    """
    numbers = {code: stage_number(counts.flow.get(code, 0), matched or 0) for code in STAGES}
    numbers["matched"] = matched
    registered = numbers["registered"]
    return tuple(
        Stage(code, n, 100 * n / registered if registered and n is not None else None)
        for code, n in numbers.items()
    )


def stage_number(people: int, matched: int) -> int | None:
    """Return people in whole tens from the `matched`; None for fewer than ten."""
    if people < LEAST:
        return None
    tens = (people - matched) // LEAST if people >= matched else -((matched - people) // LEAST)
    return matched + LEAST * tens if matched + LEAST * tens >= LEAST else None


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


def compute_items(counts: GroupCounts, outcomes: Outcomes | None) -> tuple[ItemFigures, ...]:
    """Return the items that enough people met twice, those with most gains first."""
    published = outcomes.items if outcomes else {}
    items = [
        ItemFigures(code, published.get(code))
        for code, pairs in sorted(counts.items.items())
        if pairs.n >= STANDARD.items
    ]
    return tuple(sorted(items, key=_net_gain, reverse=True))


def _net_gain(item: ItemFigures) -> float:
    return (item.pairs.gained - item.pairs.lost) / item.pairs.n if item.pairs else -HIGHEST


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


def _objectives(counts: GroupCounts, matched: int, *, is_everyone: bool) -> tuple[CodeChange, ...]:
    """Return the objectives that all people met twice; of everyone also those that many did not.

    Sums over some of the people of a group are not protected by those over all of them. The mean of
    an objective with one item would be the number of people who know it, which only outcomes show:
    modules with such an objective are shown as the mean of their objectives.
    """
    by_module: dict[str, list[CodeChange]] = {}
    for row in measure_objectives(counts):
        if row.n == matched or (is_everyone and matched - row.n >= LEAST):
            by_module.setdefault(module_of(row.code), []).append(row)
    rows: list[CodeChange] = []
    for module, objectives in by_module.items():
        if not any(_are_counts(counts.objectives[row.code]) for row in objectives):
            rows += objectives
        elif len(objectives) > 1 and len({row.n for row in objectives}) == 1:
            rows.append(_module_change(module, objectives))
    return tuple(rows)


def _module_change(module: str, objectives: Sequence[CodeChange]) -> CodeChange:
    """Return the means of a module; single objectives do not tell how much people differ."""
    return CodeChange(
        module,
        objectives[0].n,
        math.fsum(row.pre for row in objectives) / len(objectives),
        math.fsum(row.post for row in objectives) / len(objectives),
        None,
    )


def _are_counts(sums: PairSums) -> bool:
    """Whether all scores, before and after, are nothing or everything."""
    return all(
        abs(squares - HIGHEST * total) < TOLERANCE
        for total, squares in ((sums.pre, sums.pre_pre), (sums.post, sums.post_post))
    )


def _attrition(counts: GroupCounts, matched: int) -> Attrition | None:
    """Return those who left, if they are not too few."""
    left = LEAST * (sum(counts.pre_only.values()) // LEAST)
    if not left:
        return None
    change = mean(differences(counts.pairs))
    return Attrition(left, round(mean(counts.pre_only)), change * matched / (matched + left))
