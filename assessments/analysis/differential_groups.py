"""Compares each item between groups of equally strong learners, and marks what to look at. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from assessments.analysis.response_tables.item_table import ItemTable
from assessments.analysis.statistics.differential_items import DifferentialItem, differential_item
from assessments.analysis.statistics.minimums import MIN_FOR_DECISIONS, MIN_SHOWN
from assessments.analysis.statistics.moments import PairCounts, first_values, size
from assessments.analysis.statistics.paired_tests import holm
from assessments.analysis.statistics.reliability import totals

ALPHA: Final = 0.05
GroupPoints = Mapping[str, Mapping[str, PairCounts]]  # group -> item -> (points, total) -> people


@dataclass(frozen=True, slots=True)
class GroupedItem:
    """Mantel-Haenszel figures of one item for one group against the largest group."""

    item: str
    reference: str
    focal: str
    n_reference: int
    n_focal: int
    figures: DifferentialItem | None


def compare_groups(table: ItemTable, dimension: str, *, least: int) -> tuple[GroupedItem, ...]:
    """Compare the groups of a column; learners without a group are left out."""
    groups = table.dimensions[dimension]
    sums = totals([item.scores for item in table.items])
    points: dict[str, dict[str, Counter[tuple[float, float]]]] = {}
    for item in table.items:
        for group, point, total in zip(groups, item.scores, sums, strict=True):
            by_item = points.setdefault(group, {})
            by_item.setdefault(item.key.item, Counter())[point, total] += 1
    points.pop("", None)
    items = [item.key.item for item in table.items if item.is_dichotomous]
    return compare_counts(points, items, least=least)


def compare_counts(
    groups: Mapping[str, Mapping[str, PairCounts]], items: Sequence[str], *, least: int
) -> tuple[GroupedItem, ...]:
    """Compare each group of at least `least` learners with the largest one, by dichotomous item.

    `groups` counts learners by group, item, and points and total of all items. Returns an empty
    tuple if fewer than two groups are large enough.
    """
    sizes = {
        group: round(max(map(size, by_item.values()), default=0))
        for group, by_item in sorted(groups.items())
    }
    sizes = {group: n for group, n in sizes.items() if n >= least}
    if len(sizes) <= 1:
        return ()
    reference = max(sizes, key=lambda group: sizes[group])
    return tuple(
        GroupedItem(
            item,
            reference,
            focal,
            sizes[reference],
            sizes[focal],
            differential_item(groups[reference].get(item, {}), groups[focal].get(item, {})),
        )
        for focal in sizes
        if focal != reference
        for item in items
    )


@dataclass(frozen=True, slots=True)
class ItemBias:
    """An item in one group against the largest one.

    `figures` of `compared` are None if they may not be shown: few new people of either group know
    the item, or do not know it. `p` is adjusted for all items and groups of the form.
    """

    compared: GroupedItem
    p: float | None

    @property
    def is_marked(self) -> bool:
        """Whether the difference is large enough to matter and more than chance."""
        figures = self.compared.figures
        return figures is not None and figures.category != "A" and (self.p or 0.0) < ALPHA


def find_bias(
    groups: GroupPoints,
    items: Sequence[str],
    hidden: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> tuple[ItemBias, ...]:
    """Compare all groups of at least 100 people with the largest; `items` have points 0 and 1.

    `hidden` are items of which nothing is shown of a group.
    """
    compared = [
        item
        if _is_shown(groups, item)
        and not any(item.item in hidden.get(of, ()) for of in (item.reference, item.focal))
        else GroupedItem(
            item.item, item.reference, item.focal, item.n_reference, item.n_focal, None
        )
        for item in compare_counts(groups, items, least=MIN_FOR_DECISIONS)
    ]
    known = [item.figures.p for item in compared if item.figures]
    adjusted = iter(holm(known))
    return tuple(ItemBias(item, next(adjusted) if item.figures else None) for item in compared)


def _is_shown(groups: GroupPoints, item: GroupedItem) -> bool:
    return all(_has_enough(groups[group][item.item]) for group in (item.reference, item.focal))


def _has_enough(counts: PairCounts) -> bool:
    points = first_values(counts)
    right = round(points.get(1.0, 0))
    return min(right, round(size(points)) - right) >= MIN_SHOWN
