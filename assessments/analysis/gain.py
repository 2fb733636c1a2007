"""Pre-test against post-test: effect and interval first, p last, with their limits. Pure.

Field names are those of `payung stats prepost --json`; docs/reference/statistics.md defines each
and cites its formula. None means that a figure is undefined or rests on too few learners; a note
says which.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from assessments.analysis.gain_by_item import (
    ItemChange,
    ObjectiveChange,
    compute_item_changes,
    compute_objective_changes,
)
from assessments.analysis.response_tables.paired_table import PairedLearner, PairedTable
from assessments.analysis.statistics.effect_sizes import EffectSize, d_av, d_z
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.minimums import (
    STANDARD,
    Minimums,
    Precision,
    suppressed_groups,
)
from assessments.analysis.statistics.moments import (
    Counts,
    PairCounts,
    correlation,
    differences,
    first_values,
    mean,
    second_values,
    size,
    standard_deviation,
    variance,
)
from assessments.analysis.statistics.normalised_gain import (
    NormalisedChange,
    hake_g,
    marx_cummings_c,
)
from assessments.analysis.statistics.notes import Note
from assessments.analysis.statistics.paired_tests import (
    MeanChange,
    SignedRanks,
    mean_change,
    signed_ranks,
)
from assessments.analysis.statistics.proportions import Share, wilson

PASS_PERCENT: Final = 75
LIMITS: Final = ("no-control-group", "only-matched-learners", "one-group-before-and-after")
SCORE_TOLERANCE: Final = 1e-9  # points: 15 of 20 must reach 75 % in floating point too


@dataclass(frozen=True, slots=True)
class Occasion:
    """Scores of one test; `passed` is the share at or above the pass mark."""

    n: int
    mean: float
    sd: float | None
    passed: Share


@dataclass(frozen=True, slots=True)
class Change:
    """All figures of one set of matched learners."""

    n: int
    precision: Precision
    pre: Occasion
    post: Occasion
    mean: float
    change: MeanChange | None
    d_av: EffectSize | None
    d_z: EffectSize | None
    correlation: float | None
    hake_g: float | None
    marx_cummings: NormalisedChange
    wilcoxon: SignedRanks | None


@dataclass(frozen=True, slots=True)
class GroupChange:
    """Figures of one group; `n` and `change` are None if the group is too small to show."""

    dimension: str
    group: str
    n: int | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Attrition:
    """Learners with a pre-test only, against learners with both tests."""

    n_pre: int
    n_post: int
    matched: int
    pre_only: int
    post_only: int
    mean_matched: float | None
    mean_pre_only: float | None


@dataclass(frozen=True, slots=True)
class FormEquating:
    """Linear equating of form B to the scale of form A, from the randomised pre-test."""

    n_a: int
    n_b: int
    slope: float
    intercept: float
    error_at_mean: float


@dataclass(frozen=True, slots=True)
class GainReport:
    """Result of `compare_occasions`."""

    highest: float
    pass_percent: float
    precision: Precision
    attrition: Attrition
    change: Change | None
    groups: tuple[GroupChange, ...]
    objectives: tuple[ObjectiveChange, ...]
    items: tuple[ItemChange, ...]
    equating: FormEquating | None
    ignored_columns: tuple[str, ...]
    notes: tuple[Note, ...]
    limits: tuple[str, ...] = LIMITS

    def as_json(self) -> dict[str, object]:
        """Return the fields as JSON-compatible types."""
        return asdict(self)


def compare_occasions(
    table: PairedTable, *, pass_percent: float = PASS_PERCENT, minimums: Minimums = STANDARD
) -> GainReport:
    """Compute all figures of a pre-test and a post-test.

    `pass_percent` is the pass mark in percent of `table.highest`.
    """
    matched = [learner for learner in table.learners if {"pre", "post"} <= set(learner.scores)]
    least = table.highest * pass_percent / 100
    is_shown = len(matched) >= minimums.shown

    def measure(learners: Sequence[PairedLearner]) -> Change:
        pairs = Counter((learner.scores["pre"], learner.scores["post"]) for learner in learners)
        return measure_pairs(
            pairs, highest=table.highest, lowest=table.lowest, least=least, minimums=minimums
        )

    return GainReport(
        highest=table.highest,
        pass_percent=pass_percent,
        precision=minimums.precision(len(matched)),
        attrition=_attrition(table, matched, minimums),
        change=measure(matched) if is_shown else None,
        groups=tuple(_groups(table, matched, minimums, measure)) if is_shown else (),
        objectives=compute_objective_changes(table.keys, matched, least=minimums.shown),
        items=compute_item_changes(table.keys, matched, least=minimums.items),
        equating=equate_arms(
            _pre_scores(table, "AB"), _pre_scores(table, "BA"), least=minimums.items
        ),
        ignored_columns=table.ignored,
        notes=tuple(_notes(table, matched, minimums)),
    )


def measure_pairs(
    pairs: PairCounts, *, highest: float, lowest: float = 0.0, least: float, minimums: Minimums
) -> Change:
    """Compute all figures of at least one matched learner, counted by pre and post score.

    Scores are from `lowest` to `highest`, and `least` is the pass mark, all in points.
    """
    pre, post, changes = first_values(pairs), second_values(pairs), differences(pairs)
    n = round(size(pairs))
    return Change(
        n=n,
        precision=minimums.precision(n),
        pre=_occasion(pre, least),
        post=_occasion(post, least),
        mean=mean(changes),
        change=mean_change(changes),
        d_av=d_av(pairs),
        d_z=d_z(pairs),
        correlation=correlation(pairs),
        hake_g=hake_g(pairs, highest=highest),
        marx_cummings=marx_cummings_c(pairs, highest=highest, lowest=lowest),
        wilcoxon=signed_ranks(changes),
    )


def _occasion(scores: Counts, least: float) -> Occasion:
    n = round(size(scores))
    passed = round(sum(m for score, m in scores.items() if score >= least - SCORE_TOLERANCE))
    return Occasion(n, mean(scores), standard_deviation(scores), wilson(passed, n))


def _groups(
    table: PairedTable,
    matched: Sequence[PairedLearner],
    minimums: Minimums,
    measure: Callable[[Sequence[PairedLearner]], Change],
) -> list[GroupChange]:
    changes = []
    for dimension in table.dimensions:
        members: dict[str, list[PairedLearner]] = {}
        for learner in matched:
            if dimension in learner.dimensions:
                members.setdefault(learner.dimensions[dimension], []).append(learner)
        counts = {group: len(learners) for group, learners in members.items()}
        hidden = suppressed_groups(counts, least=minimums.shown)
        for group in sorted(members):
            change = None if group in hidden else measure(members[group])
            n = change.n if change else None
            changes.append(GroupChange(dimension, group, n, change))
    return changes


def _attrition(
    table: PairedTable, matched: Sequence[PairedLearner], minimums: Minimums
) -> Attrition:
    pre = [learner for learner in table.learners if "pre" in learner.scores]
    post = [learner for learner in table.learners if "post" in learner.scores]
    pre_only_scores = [learner.scores["pre"] for learner in pre if "post" not in learner.scores]
    matched_scores = [learner.scores["pre"] for learner in matched]
    return Attrition(
        n_pre=len(pre),
        n_post=len(post),
        matched=len(matched),
        pre_only=len(pre_only_scores),
        post_only=len(post) - len(matched),
        mean_matched=_shown_mean(matched_scores, minimums),
        mean_pre_only=_shown_mean(pre_only_scores, minimums),
    )


def _shown_mean(scores: Sequence[float], minimums: Minimums) -> float | None:
    return mean(Counter(scores)) if len(scores) >= minimums.shown else None


def equate_arms(form_a: Counts, form_b: Counts, *, least: int) -> FormEquating | None:
    """Equate the forms by the pre-test: arm AB sat form A, arm BA form B, by random assignment.

    None if an arm has fewer than `least` learners or no variance.
    """
    n_a, n_b = round(size(form_a)), round(size(form_b))
    equating = linear_equating(form_b, form_a) if min(n_a, n_b) >= least else None
    if equating is None:
        return None
    error = equating.error(equating.mean_x)
    return FormEquating(n_a, n_b, equating.slope, equating.intercept, error)


def _pre_scores(table: PairedTable, arm: str) -> Counts:
    return Counter(
        learner.scores["pre"]
        for learner in table.learners
        if "pre" in learner.scores and learner.dimensions.get("arm", "").upper() == arm
    )


def _notes(table: PairedTable, matched: Sequence[PairedLearner], minimums: Minimums) -> list[Note]:
    pairs = Counter((learner.scores["pre"], learner.scores["post"]) for learner in matched)
    notes = explain_missing_figures(pairs, highest=table.highest, minimums=minimums)
    if len(matched) < max(minimums.shown, 1):
        return notes
    if table.keys and not any(
        set(learner.items["pre"]) & set(learner.items["post"]) for learner in matched
    ):
        notes.append(Note("no-common-items"))
    if table.unanswered:
        notes.append(Note("rows-without-answers", str(table.unanswered)))
    return notes


def explain_missing_figures(
    pairs: PairCounts, *, highest: float, minimums: Minimums = STANDARD
) -> list[Note]:
    """Return notes that say which figures of matched learners are missing or limited, and why."""
    n = round(size(pairs))
    if n < minimums.shown or not n:
        return [Note("too-few-to-show" if n else "nobody-matched")]
    notes = []
    pre, post = first_values(pairs), second_values(pairs)
    if n < minimums.decisions:
        notes.append(Note("too-few-for-decisions"))
    if not variance(differences(pairs)):
        notes.append(Note("same-change"))
    if not variance(pre) and not variance(post):
        notes.append(Note("same-scores"))
    if mean(pre) >= highest:
        notes.append(Note("no-room-to-gain"))
    return notes
