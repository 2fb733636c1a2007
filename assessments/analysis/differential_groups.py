"""Which items favour a group of learners over equally strong ones of another. Pure."""

from dataclasses import dataclass

from assessments.analysis.response_tables.item_table import ItemTable
from assessments.analysis.statistics.differential_items import DifferentialItem, differential_item
from assessments.analysis.statistics.reliability import totals


@dataclass(frozen=True, slots=True)
class GroupedItem:
    """What Mantel and Haenszel say of one item for one group against the largest one."""

    item: str
    reference: str
    focal: str
    n_reference: int
    n_focal: int
    figures: DifferentialItem | None


def compare_groups(table: ItemTable, dimension: str, *, least: int) -> tuple[GroupedItem, ...]:
    """Each group of at least `least` learners against the largest, for each right-or-wrong item."""
    groups = table.dimensions[dimension]
    counts = {group: groups.count(group) for group in sorted(set(groups)) if group}
    counts = {group: n for group, n in counts.items() if n >= least}
    if len(counts) <= 1:
        return ()
    reference = max(counts, key=lambda group: counts[group])
    sums = totals([item.scores for item in table.items])
    found = []
    for focal in (group for group in counts if group != reference):
        rows = [place for place, group in enumerate(groups) if group in (reference, focal)]
        is_focal = [groups[row] == focal for row in rows]
        strata = [sums[row] for row in rows]
        for item in (item for item in table.items if item.is_dichotomous):
            right = [item.scores[row] == 1 for row in rows]
            figures = differential_item(right, strata, is_focal)
            sizes = counts[reference], counts[focal]
            found.append(GroupedItem(item.key.item, reference, focal, *sizes, figures))
    return tuple(found)
