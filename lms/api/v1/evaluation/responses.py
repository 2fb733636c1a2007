"""Builds API responses about the evaluation, with what the pages show and nothing else."""

from collections.abc import Collection, Sequence
from uuid import UUID

from assessments.analysis.gain import Change, Occasion
from assessments.analysis.gain_counts import CodeChange
from assessments.analysis.statistics.proportions import Share
from courses.catalogue.versions import VersionEntry
from lms.api.v1.evaluation.schemas import (
    AttritionFacts,
    ChangeFacts,
    DirectionFacts,
    EffectFacts,
    EvaluationFacts,
    GroupFacts,
    ItemFacts,
    ObjectiveFacts,
    OccasionFacts,
    OwnGroupFacts,
    ScoreFacts,
    ShareFacts,
    StageFacts,
    VersionLine,
)
from lms.web.evaluation.access import OwnGroup
from lms.web.evaluation.labels import group_name
from lms.workflows.evaluation.figures import Figures, GroupFigures, ItemFigures
from lms.workflows.evaluation.overview import Overview


def version_line(entry: VersionEntry, released: Collection[UUID]) -> VersionLine:
    """Describe a course version of the list."""
    return VersionLine(
        course=entry.code,
        version_id=str(entry.version_id),
        version=entry.label,
        title=entry.title,
        is_open=entry.opening.is_open,
        is_pilot=entry.opening.is_pilot,
        has_figures=entry.version_id in released,
    )


def own_group_facts(groups: Sequence[OwnGroup] | None) -> list[OwnGroupFacts] | None:
    """Describe the groups of a reader; None for readers of all."""
    if groups is None:
        return None
    return [
        OwnGroupFacts(by=group.dimension, group=group.group_id, name=group.name) for group in groups
    ]


def evaluation_facts(page: Overview) -> EvaluationFacts:
    """Describe the figures of a page."""
    figures, release = page.figures, page.release
    return EvaluationFacts(
        course=page.course_code,
        version_id=str(page.version_id),
        version=page.version_label,
        pass_mark=page.mark,
        by=page.choice.dimension,
        group=page.choice.group_id,
        released_at=release.released_at if release else None,
        checked_at=release.checked_at if release else None,
        stages=[
            StageFacts(stage=stage.code, people=stage.n, percent=stage.percent)
            for stage in (figures.stages if figures else ())
        ],
        change=_change(figures) if figures and figures.change else None,
        scores=[
            ScoreFacts(low=item.low, high=item.high, before=item.pre, after=item.post)
            for item in (figures.outcomes.bins if figures and figures.outcomes else ())
        ],
        directions=_directions(figures) if figures else None,
        attrition=_attrition(figures) if figures else None,
        objectives=[_objective(row) for row in (figures.objectives if figures else ())],
        items=[_item(item) for item in (figures.items if figures else ())],
        groups=[_group(row, page) for row in page.groups],
    )


def _change(figures: Figures) -> ChangeFacts | None:
    change: Change | None = figures.change
    if change is None:
        return None
    interval, effect = change.change, change.d_av
    before, after = figures.shares or (None, None)
    return ChangeFacts(
        people=change.n,
        precision=change.precision,
        before=_occasion(change.pre, before),
        after=_occasion(change.post, after),
        points=change.mean,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        d_av=EffectFacts(estimate=effect.estimate, low=effect.low, high=effect.high)
        if effect
        else None,
    )


def _occasion(occasion: Occasion, passed: Share | None) -> OccasionFacts:
    return OccasionFacts(
        mean=occasion.mean,
        sd=occasion.sd,
        reached=ShareFacts(share=passed.share, low=passed.low, high=passed.high)
        if passed
        else None,
    )


def _directions(figures: Figures) -> DirectionFacts | None:
    ways = figures.outcomes.directions if figures.outcomes else None
    return DirectionFacts(rose=ways.up, same=ways.same, fell=ways.down) if ways else None


def _attrition(figures: Figures) -> AttritionFacts | None:
    left = figures.attrition
    if left is None:
        return None
    return AttritionFacts(
        people=left.n, mean_before=left.mean_pre, change_if_unchanged=left.mean_if_unchanged
    )


def _objective(row: CodeChange) -> ObjectiveFacts:
    return ObjectiveFacts(
        code=row.code,
        people=row.n,
        before=row.pre,
        after=row.post,
        low=row.change.low if row.change else None,
        high=row.change.high if row.change else None,
    )


def _item(item: ItemFigures) -> ItemFacts:
    pairs = item.pairs
    return ItemFacts(
        code=item.code,
        both_right=pairs.both_right if pairs else None,
        gained=pairs.gained if pairs else None,
        lost=pairs.lost if pairs else None,
        both_wrong=pairs.both_wrong if pairs else None,
    )


def _group(row: GroupFigures, page: Overview) -> GroupFacts:
    return GroupFacts(
        group=row.group_id,
        name=group_name(page.choice.dimension, row.group_id, page.names),
        people=row.n,
        precision=row.precision,
        before=row.pre,
        after=row.post,
        points=row.mean,
        low=row.change.low if row.change else None,
        high=row.change.high if row.change else None,
    )
