"""Compares each item between groups of equally strong learners. Pure."""

from dataclasses import dataclass

from assessments.analysis.response_tables.item_table import ItemTable
from assessments.analysis.statistics.differential_items import DifferentialItem, differential_item
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
    for focal in (group for group in counts if group != reference):
        rows = [index for index, group in enumerate(groups) if group in (reference, focal)]
        is_focal = [groups[row] == focal for row in rows]
        strata = [sums[row] for row in rows]
        for item in (item for item in table.items if item.is_dichotomous):
            right = [item.scores[row] == 1 for row in rows]
            figures = differential_item(right, strata, is_focal)
            sizes = counts[reference], counts[focal]
            results.append(GroupedItem(item.key.item, reference, focal, *sizes, figures))
    return tuple(results)
