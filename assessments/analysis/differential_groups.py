"""Compares each item between groups of equally strong learners. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.analysis.response_tables.item_table import ItemTable
from assessments.analysis.statistics.differential_items import DifferentialItem, differential_item
from assessments.analysis.statistics.moments import PairCounts, size
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
