"""Change between two occasions, by item and by objective. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.response_tables.paired_table import PairedLearner
from assessments.analysis.statistics.moments import (
    PairCounts,
    differences,
    first_values,
    mean,
    second_values,
    size,
)
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
    tested = {item: pairs for item, pairs in answered.items() if pairs.total() >= max(least, 1)}
    return compare_answers(tested, {key.item: key.objective for key in keys})


def compare_answers(
    items: Mapping[str, PairCounts], objectives: Mapping[str, str] | None = None
) -> tuple[ItemChange, ...]:
    """Test items by McNemar with Holm's correction over all of them.

    Each item counts at least one learner by points before and after, 0 or 1.
    """
    tests = {
        item: mcnemar(round(pairs.get((0.0, 1.0), 0)), round(pairs.get((1.0, 0.0), 0)))
        for item, pairs in items.items()
    }
    adjusted = dict(zip(tests, holm([test.p for test in tests.values()]), strict=True))
    return tuple(
        ItemChange(
            item=item,
            objective=(objectives or {}).get(item, ""),
            n=round(size(items[item])),
            pre=mean(first_values(items[item])),
            post=mean(second_values(items[item])),
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
        complete = Counter((a, b) for a, b in pairs if a is not None and b is not None)
        n = complete.total()
        if n >= max(least, 1):
            pre, post = mean(first_values(complete)), mean(second_values(complete))
            change = mean_change(differences(complete))
            changes.append(ObjectiveChange(objective, len(points), n, pre, post, change))
    return tuple(changes)


def _answer_pairs(item: str, matched: Sequence[PairedLearner]) -> Counter[tuple[float, float]]:
    """Count learners by points before and after; empty if points are not 0 or 1."""
    pairs = Counter(
        (learner.items["pre"][item], learner.items["post"][item])
        for learner in matched
        if item in learner.items["pre"] and item in learner.items["post"]
    )
    return pairs if {*first_values(pairs), *second_values(pairs)} <= {0.0, 1.0} else Counter()


def _percent(scored: Mapping[str, float], points: Mapping[str, float]) -> float | None:
    """Return the percentage of an objective's points; None if none of its items was answered."""
    answered = [item for item in points if item in scored]
    highest = sum(points[item] for item in answered)
    return 100 * sum(scored[item] for item in answered) / highest if highest else None
