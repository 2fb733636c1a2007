"""Writes the figures of a release, and takes them away. Callers commit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, delete, tuple_
from sqlalchemy.orm import Session

from assessments.analysis.disclosure import Cells
from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import EVERYONE, GroupKey
from assessments.evaluation.forms import ReleasedForm, store_form
from assessments.evaluation.models import (
    FormGroupSummary,
    FormRelease,
    FormSummary,
    GroupSummary,
    OutcomeRenewal,
    OutcomeSummary,
)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a release changes in outcomes; `groups` are published anew, None if nothing is.

    `changed_cells` are those in which answers that a renewal counted change or leave. `marks` of
    follow-ups and `answers` by question may be new without a renewal. `bounds` are those of ranges
    of scores with which forms may be published; None if it is too early.
    """

    changed_cells: Collection[Cells]
    groups: Mapping[GroupKey, Outcomes] | None
    people: int = 0
    marks: Mapping[str, MarkCounts] = field(default_factory=dict)
    answers: Mapping[str, AnswerCounts] = field(default_factory=dict)
    bounds: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReleasedGroup:
    """Counts of a group; `people` are new, changed or removed with this release."""

    dimension: str
    group_id: str
    counts: GroupCounts
    people: int


@dataclass(frozen=True, slots=True)
class ReleasedFigures:
    """Figures that a release changes."""

    groups: Iterable[ReleasedGroup] = ()
    forms: Iterable[ReleasedForm] = ()
    renewal: Renewal | None = None


def store_figures(
    session: Session, context_id: UUID, figures: ReleasedFigures, *, number: int, now: datetime
) -> None:
    """Store the figures of release `number`."""
    for group in figures.groups:
        session.execute(_delete_summary(context_id, group))
        if group.counts.n:
            session.add(_summary(context_id, group, now))
    for form in figures.forms:
        store_form(session, context_id, form, now)
    if figures.renewal is not None:
        _store_renewal(session, context_id, figures.renewal, number=number, now=now)


def _store_renewal(
    session: Session, context_id: UUID, renewal: Renewal, *, number: int, now: datetime
) -> None:
    """Store a renewal with release `number`, or the cells that change until the next one."""
    row = session.get(OutcomeRenewal, context_id)
    if row is None:
        row = OutcomeRenewal(context_id=context_id, people=0, changed_cells=[])
        session.add(row)
    if renewal.groups is None:
        cells = {*map(tuple, row.changed_cells), *renewal.changed_cells}
        row.changed_cells = [list(entry) for entry in sorted(cells)]
        _store_answers(session, context_id, renewal, now)
        return
    row.number, row.released_at = number, now
    row.people, row.changed_cells = renewal.people, []
    for (dimension, group_id), outcomes in renewal.groups.items():
        session.merge(
            OutcomeSummary(
                context_id=context_id,
                dimension=dimension,
                group_id=group_id,
                outcomes=outcomes.as_json(),
                released_at=now,
            )
        )
    _store_answers(session, context_id, renewal, now)


def _store_answers(session: Session, context_id: UUID, renewal: Renewal, now: datetime) -> None:
    """Store marks and answers beside the outcomes of everybody, even before there are scores."""
    if not renewal.marks and not renewal.answers:
        return
    row = session.get(OutcomeSummary, (context_id, *EVERYONE))
    if row is None:
        dimension, group_id = EVERYONE
        row = OutcomeSummary(
            context_id=context_id,
            dimension=dimension,
            group_id=group_id,
            outcomes=Outcomes(0, (), None).as_json(),
            released_at=now,
        )
        session.add(row)
    outcomes = Outcomes.from_json(row.outcomes)
    row.outcomes = replace(outcomes, follow_ups=renewal.marks, answers=renewal.answers).as_json()


def remove_groups(session: Session, context_id: UUID, keys: Collection[GroupKey]) -> None:
    """Take away the figures of groups that people have left."""
    for table in (GroupSummary, OutcomeSummary):
        session.execute(
            delete(table).where(
                table.context_id == context_id,
                tuple_(table.dimension, table.group_id).in_(list(keys)),
            )
        )


def remove_figures(session: Session, context_id: UUID) -> None:
    """Take away all figures of a course version that people have left."""
    for table in (GroupSummary, OutcomeSummary, FormSummary, FormRelease, FormGroupSummary):
        session.execute(delete(table).where(table.context_id == context_id))


def _summary(context_id: UUID, group: ReleasedGroup, now: datetime) -> GroupSummary:
    return GroupSummary(
        context_id=context_id,
        dimension=group.dimension,
        group_id=group.group_id,
        n=group.counts.n,
        counts=group.counts.as_json(),
        people_changed=group.people,
        released_at=now,
    )


def _delete_summary(context_id: UUID, group: ReleasedGroup) -> Delete:
    return delete(GroupSummary).where(
        GroupSummary.context_id == context_id,
        GroupSummary.dimension == group.dimension,
        GroupSummary.group_id == group.group_id,
    )
