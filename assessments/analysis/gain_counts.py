"""Pre-test against post-test from the counts of a group. Pure.

The figures are those of `gain.py`, with scores in per cent. What counts cannot give: which items an
objective has, and figures by item and total score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assessments.analysis.gain import (
    PASS_PERCENT,
    Attrition,
    Change,
    FormEquating,
    equate_arms,
    explain_missing_figures,
    measure_pairs,
)
from assessments.analysis.gain_by_item import ItemChange, compare_answers
from assessments.analysis.group_counts import GroupCounts, PairSums
from assessments.analysis.statistics.minimums import STANDARD, Minimums
from assessments.analysis.statistics.moments import (
    Counts,
    first_values,
    mean,
    size,
)
from assessments.analysis.statistics.notes import Note
from assessments.analysis.statistics.paired_tests import MeanChange, mean_change_of_sums

HIGHEST: Final = 100.0  # per cent


@dataclass(frozen=True, slots=True)
class CodeChange:
    """Mean scores of `n` learners before and after, of an objective or a statement by its code."""

    code: str
    n: int
    pre: float
    post: float
    change: MeanChange | None


def measure_counts(
    counts: GroupCounts, *, pass_percent: float = PASS_PERCENT, minimums: Minimums = STANDARD
) -> Change | None:
    """Compute all figures of the matched learners; None if they are too few to show."""
    if count_matched(counts) < max(minimums.shown, 1):
        return None
    return measure_pairs(counts.pairs, highest=HIGHEST, least=pass_percent, minimums=minimums)


def count_matched(counts: GroupCounts) -> int:
    """Return the number of learners with both tests."""
    return sum(counts.pairs.values())


def measure_objectives(
    counts: GroupCounts, *, minimums: Minimums = STANDARD
) -> tuple[CodeChange, ...]:
    """Compute the change of each objective that at least `minimums.shown` learners met twice."""
    return _changes_of_sums(counts.objectives, minimums)


def measure_confidence(
    counts: GroupCounts, *, minimums: Minimums = STANDARD
) -> tuple[CodeChange, ...]:
    """Compute the change of each statement of the confidence scale, in points of the scale."""
    return _changes_of_sums(counts.confidence, minimums)


def measure_items(counts: GroupCounts, *, minimums: Minimums = STANDARD) -> tuple[ItemChange, ...]:
    """Test each item that at least `minimums.items` learners met twice, with Holm's correction."""
    least = max(minimums.items, 1)
    tested = {code: pairs for code, pairs in counts.items.items() if pairs.n >= least}
    return compare_answers(
        {
            code: {
                (0.0, 0.0): pairs.both_wrong,
                (0.0, 1.0): pairs.gained,
                (1.0, 0.0): pairs.lost,
                (1.0, 1.0): pairs.both_right,
            }
            for code, pairs in tested.items()
        }
    )


def measure_attrition(counts: GroupCounts, *, minimums: Minimums = STANDARD) -> Attrition:
    """Compare learners with a pre-test only with learners who have both tests."""
    matched, pre_only = count_matched(counts), sum(counts.pre_only.values())
    n_post = max(counts.flow.get("post", matched), matched)
    return Attrition(
        n_pre=matched + pre_only,
        n_post=n_post,
        matched=matched,
        pre_only=pre_only,
        post_only=n_post - matched,
        mean_matched=_shown_mean(first_values(counts.pairs), minimums),
        mean_pre_only=_shown_mean(counts.pre_only, minimums),
    )


def equate_forms(counts: GroupCounts, *, minimums: Minimums = STANDARD) -> FormEquating | None:
    """Equate form B to form A by the pre-tests of both arms, in per cent."""
    return equate_arms(
        counts.arms.get("AB", {}), counts.arms.get("BA", {}), least=max(minimums.items, 1)
    )


def explain_missing(counts: GroupCounts, *, minimums: Minimums = STANDARD) -> tuple[Note, ...]:
    """Return notes that say which figures are missing or limited, and why."""
    notes = explain_missing_figures(counts.pairs, highest=HIGHEST, minimums=minimums)
    if count_matched(counts) >= max(minimums.shown, 1) and not counts.items:
        notes.append(Note("no-common-items"))
    return tuple(notes)


def _changes_of_sums(sums: Mapping[str, PairSums], minimums: Minimums) -> tuple[CodeChange, ...]:
    return tuple(
        CodeChange(code, part.n, part.pre / part.n, part.post / part.n, change_of_sums(part))
        for code, part in sorted(sums.items())
        if part.n >= max(minimums.shown, 1)
    )


def change_of_sums(sums: PairSums) -> MeanChange | None:
    """Compute the mean change with its interval; None if all changes are equal or `n` is one."""
    squares = sums.pre_pre + sums.post_post - 2 * sums.pre_post
    return mean_change_of_sums(sums.n, sums.post - sums.pre, squares)


def _shown_mean(scores: Counts, minimums: Minimums) -> float | None:
    return mean(scores) if size(scores) >= max(minimums.shown, 1) else None
