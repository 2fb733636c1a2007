"""Change between two occasions, by item and by objective. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.response_tables.paired_table import PairedLearner
from assessments.analysis.statistics.moments import mean
from assessments.analysis.statistics.paired_tests import MeanChange, holm, mcnemar, mean_change


@dataclass(frozen=True, slots=True)
class ObjectiveChange:
    """Scores in percent of the points of the objective's items."""

    objective: str
    items: int
    n: int
    pre: float
    post: float
    change: MeanChange | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """Answers of `n` learners; `pre` and `post` are shares of right answers."""

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
    """Test each dichotomous item of both occasions by McNemar, with Holm's correction.

    Leaves out items with fewer than `least` pairs of answers.
    """
    answered = {key.item: _answer_pairs(key.item, matched) for key in keys if key.highest == 1}
    tested = {item: pairs for item, pairs in answered.items() if len(pairs) >= least}
    tests = {
        item: mcnemar([before for before, _ in pairs], [after for _, after in pairs])
        for item, pairs in tested.items()
    }
    adjusted = dict(zip(tests, holm([test.p for test in tests.values()]), strict=True))
    objectives = {key.item: key.objective for key in keys}
    return tuple(
        ItemChange(
            item=item,
            objective=objectives[item],
            n=len(tested[item]),
            pre=mean([float(before) for before, _ in tested[item]]),
            post=mean([float(after) for _, after in tested[item]]),
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
    """Compute the change of each objective over learners with its items on both occasions.

    Leaves out objectives with fewer than `least` such learners.
    """
    by_objective: dict[str, dict[str, float]] = {}
    for key in keys:
        if key.objective:
            by_objective.setdefault(key.objective, {})[key.item] = key.highest
    changes = []
    for objective, points in sorted(by_objective.items()):
        pairs = [
            (_percent(learner.items["pre"], points), _percent(learner.items["post"], points))
            for learner in matched
        ]
        complete = [(a, b) for a, b in pairs if a is not None and b is not None]
        if len(complete) >= max(least, 1):
            pre, post = ([pair[index] for pair in complete] for index in (0, 1))
            change = mean_change([b - a for a, b in complete])
            changes.append(
                ObjectiveChange(
                    objective, len(points), len(complete), mean(pre), mean(post), change
                )
            )
    return tuple(changes)


def _answer_pairs(item: str, matched: Sequence[PairedLearner]) -> list[tuple[bool, bool]]:
    """Return whether the item was right, before and after; empty if points are not 0 or 1."""
    pairs = [
        (learner.items["pre"][item], learner.items["post"][item])
        for learner in matched
        if item in learner.items["pre"] and item in learner.items["post"]
    ]
    if {points for pair in pairs for points in pair} <= {0.0, 1.0}:
        return [(before == 1, after == 1) for before, after in pairs]
    return []


def _percent(scored: Mapping[str, float], points: Mapping[str, float]) -> float | None:
    """Return the percentage of an objective's points; None if none of its items was answered."""
    answered = [item for item in points if item in scored]
    highest = sum(points[item] for item in answered)
    return 100 * sum(scored[item] for item in answered) / highest if highest else None
