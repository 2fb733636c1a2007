"""Pre-test against post-test: effect and interval first, p last, and what figures cannot say. Pure.

The names of the fields are those of `payung stats prepost --json`; docs/reference/statistics.md
says what each means and where its formula comes from. None stands for a figure that does not exist,
or that too few learners stand behind; a note says which.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from assessments.analysis.gain_by_item import (
    ItemChange,
    ObjectiveChange,
    compute_item_changes,
    compute_objective_changes,
)
from assessments.analysis.response_tables.columns import DIMENSIONS
from assessments.analysis.response_tables.paired_table import PairedLearner, PairedTable
from assessments.analysis.statistics.effect_sizes import EffectSize, d_av, d_z
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.minimums import (
    STANDARD,
    Minimums,
    Precision,
    suppressed_groups,
)
from assessments.analysis.statistics.moments import correlation, mean, standard_deviation
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
SCORE_TOLERANCE: Final = 1e-9  # of a point, so that 15 of 20 reach 75 % in floating point too


@dataclass(frozen=True, slots=True)
class Occasion:
    n: int
    mean: float
    sd: float | None
    passed: Share


@dataclass(frozen=True, slots=True)
class Change:
    """Everything about one set of matched learners."""

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
    """A group of a dimension; without `change` and `n` where it may not be shown."""

    dimension: str
    group: str
    n: int | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Attrition:
    """Who has a pre-test only, against who has both."""

    n_pre: int
    n_post: int
    matched: int
    pre_only: int
    post_only: int
    mean_matched: float | None
    mean_pre_only: float | None


@dataclass(frozen=True, slots=True)
class FormEquating:
    """From the pre-test, where chance decided who sat which form: B on the scale of A."""

    n_a: int
    n_b: int
    slope: float
    intercept: float
    error_at_mean: float


@dataclass(frozen=True, slots=True)
class GainReport:
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

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def compare_occasions(
    table: PairedTable, *, pass_percent: float = PASS_PERCENT, minimums: Minimums = STANDARD
) -> GainReport:
    """All figures of a pre-test and a post-test."""
    matched = [one for one in table.learners if {"pre", "post"} <= set(one.scores)]
    least = table.highest * pass_percent / 100
    is_shown = len(matched) >= minimums.shown

    def measured(learners: Sequence[PairedLearner]) -> Change:
        return _change(learners, table.highest, least, minimums)

    return GainReport(
        highest=table.highest,
        pass_percent=pass_percent,
        precision=minimums.precision(len(matched)),
        attrition=_attrition(table, matched, minimums),
        change=measured(matched) if is_shown else None,
        groups=tuple(_groups(matched, minimums, measured)) if is_shown else (),
        objectives=compute_objective_changes(table.keys, matched, least=minimums.shown),
        items=compute_item_changes(table.keys, matched, least=minimums.items),
        equating=_equating(table, minimums),
        ignored_columns=table.ignored,
        notes=tuple(_notes(table, matched, minimums)),
    )


def _change(
    learners: Sequence[PairedLearner], highest: float, least: float, minimums: Minimums
) -> Change:
    pre, post = ([one.scores[when] for one in learners] for when in ("pre", "post"))
    changes = [after - before for before, after in zip(pre, post, strict=True)]
    return Change(
        n=len(learners),
        precision=minimums.precision(len(learners)),
        pre=_occasion(pre, least),
        post=_occasion(post, least),
        mean=mean(changes),
        change=mean_change(changes),
        d_av=d_av(pre, post),
        d_z=d_z(pre, post),
        correlation=correlation(pre, post),
        hake_g=hake_g(pre, post, highest=highest),
        marx_cummings=marx_cummings_c(pre, post, highest=highest),
        wilcoxon=signed_ranks(changes),
    )


def _occasion(scores: Sequence[float], least: float) -> Occasion:
    passed = sum(score >= least - SCORE_TOLERANCE for score in scores)
    return Occasion(
        len(scores), mean(scores), standard_deviation(scores), wilson(passed, len(scores))
    )


def _groups(
    matched: Sequence[PairedLearner],
    minimums: Minimums,
    measured: Callable[[Sequence[PairedLearner]], Change],
) -> list[GroupChange]:
    found = []
    for dimension in DIMENSIONS:
        members: dict[str, list[PairedLearner]] = {}
        for one in matched:
            if dimension in one.dimensions:
                members.setdefault(one.dimensions[dimension], []).append(one)
        counts = {group: len(learners) for group, learners in members.items()}
        hidden = suppressed_groups(counts, least=minimums.shown)
        for group in sorted(members):
            change = None if group in hidden else measured(members[group])
            n = change.n if change else None
            found.append(GroupChange(dimension, group, n, change))
    return found


def _attrition(
    table: PairedTable, matched: Sequence[PairedLearner], minimums: Minimums
) -> Attrition:
    pre = [one for one in table.learners if "pre" in one.scores]
    post = [one for one in table.learners if "post" in one.scores]
    alone = [one.scores["pre"] for one in pre if "post" not in one.scores]
    both = [one.scores["pre"] for one in matched]
    return Attrition(
        n_pre=len(pre),
        n_post=len(post),
        matched=len(matched),
        pre_only=len(alone),
        post_only=len(post) - len(matched),
        mean_matched=mean(both) if len(both) >= minimums.shown else None,
        mean_pre_only=mean(alone) if len(alone) >= minimums.shown else None,
    )


def _equating(table: PairedTable, minimums: Minimums) -> FormEquating | None:
    """Arm AB sat form A before the course, arm BA form B: two groups that chance made alike."""
    scores = {
        arm: [
            one.scores["pre"]
            for one in table.learners
            if "pre" in one.scores and one.dimensions.get("arm", "").upper() == arm
        ]
        for arm in ("AB", "BA")
    }
    form_a, form_b = scores["AB"], scores["BA"]
    if min(len(form_a), len(form_b)) < minimums.items:
        return None
    found = linear_equating(form_b, form_a)
    if found is None:
        return None
    error = found.error(found.mean_x)
    return FormEquating(len(form_a), len(form_b), found.slope, found.intercept, error)


def _notes(table: PairedTable, matched: Sequence[PairedLearner], minimums: Minimums) -> list[Note]:
    notes = []
    if not matched:
        notes.append(Note("nobody-matched"))
    elif len(matched) < minimums.shown:
        notes.append(Note("too-few-to-show"))
    if minimums.shown <= len(matched) < minimums.decisions:
        notes.append(Note("too-few-for-decisions"))
    if len({one.scores["post"] - one.scores["pre"] for one in matched}) == 1:
        notes.append(Note("same-change"))
    if table.keys and not any(set(one.items["pre"]) & set(one.items["post"]) for one in matched):
        notes.append(Note("no-common-items"))
    if table.unanswered and len(matched) >= minimums.shown:
        notes.append(Note("rows-without-answers", str(table.unanswered)))
    return notes
