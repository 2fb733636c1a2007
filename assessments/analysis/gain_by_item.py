"""What changed item by item and objective by objective between two occasions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.response_tables.paired_table import PairedLearner
from assessments.analysis.statistics.moments import mean
from assessments.analysis.statistics.paired_tests import MeanChange, holm, mcnemar, mean_change


@dataclass(frozen=True, slots=True)
class ObjectiveChange:
    """In percent of the points that the objective's items give."""

    objective: str
    items: int
    n: int
    pre: float
    post: float
    change: MeanChange | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    item: str
    objective: str
    n: int
    pre: float
    post: float
    gained: int
    lost: int
    p: float
    p_holm: float


def compute_item_changes(
    keys: Sequence[ItemKey], matched: Sequence[PairedLearner], *, least: int
) -> tuple[ItemChange, ...]:
    """Items asked both times and right or wrong, each by McNemar, all corrected by Holm."""
    asked = {key.item: _answer_pairs(key.item, matched) for key in keys if key.highest == 1}
    kept = {item: pairs for item, pairs in asked.items() if len(pairs) >= least}
    tests = {
        item: mcnemar([before for before, _ in pairs], [after for _, after in pairs])
        for item, pairs in kept.items()
    }
    adjusted = dict(zip(tests, holm([test.p for test in tests.values()]), strict=True))
    objectives = {key.item: key.objective for key in keys}
    return tuple(
        ItemChange(
            item=item,
            objective=objectives[item],
            n=len(kept[item]),
            pre=mean([float(before) for before, _ in kept[item]]),
            post=mean([float(after) for _, after in kept[item]]),
            gained=test.gained,
            lost=test.lost,
            p=test.p,
            p_holm=adjusted[item],
        )
        for item, test in tests.items()
    )


def compute_objective_changes(
    keys: Sequence[ItemKey], matched: Sequence[PairedLearner], *, least: int
) -> tuple[ObjectiveChange, ...]:
    """Learners count who were asked something of the objective both times."""
    by_objective: dict[str, dict[str, float]] = {}
    for key in keys:
        if key.objective:
            by_objective.setdefault(key.objective, {})[key.item] = key.highest
    found = []
    for objective, points in sorted(by_objective.items()):
        pairs = [
            (_percent(one.items["pre"], points), _percent(one.items["post"], points))
            for one in matched
        ]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        if len(known) >= max(least, 1):
            pre, post = ([pair[place] for pair in known] for place in (0, 1))
            change = mean_change([b - a for a, b in known])
            found.append(
                ObjectiveChange(objective, len(points), len(known), mean(pre), mean(post), change)
            )
    return tuple(found)


def _answer_pairs(item: str, matched: Sequence[PairedLearner]) -> list[tuple[bool, bool]]:
    """Whether it was right; nothing where points lie between right and wrong."""
    pairs = [
        (one.items["pre"][item], one.items["post"][item])
        for one in matched
        if item in one.items["pre"] and item in one.items["post"]
    ]
    if {points for pair in pairs for points in pair} <= {0.0, 1.0}:
        return [(before == 1, after == 1) for before, after in pairs]
    return []


def _percent(scored: Mapping[str, float], points: Mapping[str, float]) -> float | None:
    """Of the points of an objective; None where none of its items was asked."""
    asked = [item for item in points if item in scored]
    highest = sum(points[item] for item in asked)
    return 100 * sum(scored[item] for item in asked) / highest if highest else None
