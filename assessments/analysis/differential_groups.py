"""Compares each item between groups of equally strong learners. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.analysis.response_tables.item_table import ItemTable
from assessments.analysis.statistics.differential_items import DifferentialItem, differential_item
from assessments.analysis.statistics.moments import PairCounts
from assessments.analysis.statistics.reliability import totals


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
    """Compare each group of at least `least` learners with the largest one, per dichotomous item.

    Returns an empty tuple if fewer than two groups are large enough.
    """
    groups = table.dimensions[dimension]
    counts = {group: groups.count(group) for group in sorted(set(groups)) if group}
    counts = {group: n for group, n in counts.items() if n >= least}
    if len(counts) <= 1:
        return ()
    reference = max(counts, key=lambda group: counts[group])
    sums = totals([item.scores for item in table.items])
    results = []
    cells = {
        item.key.item: Counter(zip(groups, item.scores, sums, strict=True))
        for item in table.items
        if item.is_dichotomous
    }
    for focal in (group for group in counts if group != reference):
        for item, by_group in cells.items():
            figures = differential_item(_part(by_group, reference), _part(by_group, focal))
            sizes = counts[reference], counts[focal]
            results.append(GroupedItem(item, reference, focal, *sizes, figures))
    return tuple(results)


def _part(cells: Mapping[tuple[str, float, float], int], group: str) -> PairCounts:
    return {(points, total): n for (name, points, total), n in cells.items() if name == group}
