"""Collects outcomes for a renewal while a release is counted, and plans the renewal."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from assessments.analysis.contributions import Contribution
from assessments.analysis.disclosure import Cells
from assessments.analysis.group_counts import GroupCounts, ItemPairs
from assessments.analysis.outcomes.answer_cells import renew_answers
from assessments.analysis.outcomes.follow_up_marks import count_at_mark, renew_marks
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import (
    EVERYONE,
    GroupKey,
    NewOutcomes,
    OutcomePlan,
    is_due,
    plan_outcomes,
)
from assessments.analysis.outcomes.shown_cells import HIGHEST
from assessments.evaluation.figures_service import Renewal
from assessments.evaluation.outcome_queries import LastRenewal
from assessments.evaluation.scales import ScaleForms
from lms.workflows.evaluation.releases.answers import collect_answers

Scores = tuple[float, float]
NO_BOUNDS: Final = (0.0, HIGHEST)  # one range of scores, which tells nothing


class OutcomeCollector:
    """Outcomes of the people of a release, new ones apart."""

    def __init__(self, last: LastRenewal) -> None:
        self._last = last
        self._pairs: dict[Cells, dict[Scores, int]] = {}
        self._other_cells = set(last.changed_cells)
        self._changed_cells: set[Cells] = set()
        self._items: dict[str, list[int]] = {}  # new people by index in ItemPairs
        self._later: dict[str, dict[float, int]] = {}  # people by months and score

    def add(self, person: Contribution, cells: Cells, tests_release: int | None) -> None:
        """Count a person; release `tests_release`, or this one, first counted both tests."""
        if person.pre is None or person.post is None:
            return
        for months, follow_up in person.follow_ups.items():
            if follow_up.percent is not None:
                scores_later = self._later.setdefault(months, {})
                scores_later[follow_up.percent] = scores_later.get(follow_up.percent, 0) + 1
        if not self._is_new(tests_release):
            self._other_cells.add(cells)
            return
        pairs = self._pairs.setdefault(cells, {})
        scores = person.pre, person.post
        pairs[scores] = pairs.get(scores, 0) + 1
        for code, index in person.items.items():
            self._items.setdefault(code, [0, 0, 0, 0])[index] += 1

    def note_change(self, before: Contribution | None, cells: Cells | None) -> None:
        """Note that answers that were counted in these cells change or leave."""
        if before and cells is not None and None not in (before.pre, before.post):
            self._changed_cells.add(cells)

    def renewal(
        self,
        mark: float,
        counts_of: Callable[[frozenset[GroupKey]], Mapping[GroupKey, GroupCounts]],
        now: datetime,
        forms: ScaleForms,
    ) -> Renewal:
        """Return what to publish; `counts_of` gives the counts of groups after the release.

        Items and questions whose new answers are too few stay as they were published. `forms` are
        those of the scale and of follow-ups.
        """
        new = NewOutcomes(
            pairs=self._pairs,
            other_cells=frozenset(self._other_cells | self._changed_cells),
            items={code: ItemPairs(*numbers) for code, numbers in self._items.items()},
            before=self._last.people,
        )
        may_renew = is_due(new, self._last.released_at, now)
        plan = plan_outcomes(new, mark=mark) if may_renew else None
        now_at_mark = {months: count_at_mark(of, mark) for months, of in self._later.items()}
        marks = renew_marks(self._last.marks, now_at_mark)
        everyone = counts_of(frozenset({EVERYONE}))[EVERYONE]
        answers = renew_answers(self._last.answers, collect_answers(everyone, forms))
        if plan is None:
            bounds = NO_BOUNDS if may_renew else None
            return Renewal(self._changed_cells, None, 0, marks, answers, bounds)
        groups = outcomes_of(plan, counts_of(plan.groups))
        people = groups[EVERYONE].n
        return Renewal(self._changed_cells, groups, people, marks, answers, plan.bounds)

    def _is_new(self, tests_release: int | None) -> bool:
        renewed = self._last.number
        return renewed is None or tests_release is None or tests_release > renewed


def outcomes_of(
    plan: OutcomePlan, counts: Mapping[GroupKey, GroupCounts]
) -> dict[GroupKey, Outcomes]:
    """Return the outcomes that a plan publishes; items are those of everybody. Pure."""
    items = {code: pairs for code, pairs in counts[EVERYONE].items.items() if code in plan.items}
    return {
        key: plan.outcomes(counts[key].pairs, items if key == EVERYONE else {})
        for key in plan.groups
    }
