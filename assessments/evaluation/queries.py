"""Read released counts of groups. Each function runs one query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, not_, select, true
from sqlalchemy.orm import Session

from assessments.analysis.form_release import Form
from assessments.analysis.group_counts import GroupCounts, TestCounts
from assessments.analysis.outcomes.item_cells import FormCells
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import ALL
from assessments.analysis.response_tables.keys import ItemKey
from assessments.evaluation.forms import CELLS
from assessments.evaluation.models import (
    EvaluationMember,
    EvaluationRelease,
    FormSummary,
    GroupSummary,
    OutcomeSummary,
)
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion


@dataclass(frozen=True, slots=True)
class Release:
    """The last release of a course version, None before the first, and who waits, in tens."""

    number: int
    released_at: datetime | None
    last_checked_at: datetime
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Released counts of a group, since `released_at` unchanged.

    `outcomes` are those published last, at `outcomes_at`; None if they never were.
    """

    group_id: str
    n: int
    counts: GroupCounts
    people_changed: int
    released_at: datetime
    outcomes: Outcomes | None = None
    outcomes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TestSummary:
    """Released counts of the answers to a form, since `released_at` unchanged.

    `cells` say what is shown of its items; None if the counts are older than this rule.
    """

    counts: TestCounts
    released_at: datetime
    cells: FormCells | None = None


def get_release(session: Session, context_id: UUID) -> Release | None:
    """Return the last release, or None if the course version was never evaluated."""
    row = session.get(EvaluationRelease, context_id)
    if row is None:
        return None
    return Release(row.number, row.released_at, row.last_checked_at, row.waiting)


def released_contexts(session: Session) -> frozenset[UUID]:
    """Return the course versions with released figures."""
    released = EvaluationRelease.released_at.is_not(None)
    return frozenset(session.scalars(select(EvaluationRelease.context_id).where(released)))


def get_group_summaries(
    session: Session, context_id: UUID, dimension: str = ALL
) -> Mapping[str, Summary]:
    """Return released counts by group id, in the order of the ids.

    The group "" of the dimension `all` is everyone, "~" is the pool of people whose own group
    would be too small, and "-" are people of whom nothing is known in this dimension.
    """
    return get_summaries_by_dimension(session, context_id, [dimension])[dimension]


def get_summaries_by_dimension(
    session: Session, context_id: UUID, dimensions: Sequence[str]
) -> Mapping[str, Mapping[str, Summary]]:
    """Return released counts by dimension, each as `get_group_summaries` does."""
    return _read_summaries(session, context_id, dimensions, true())


def get_compared_summaries(
    session: Session, context_id: UUID, dimension: str, group_id: str, *, parts: Collection[str]
) -> Mapping[str, Mapping[str, Summary]]:
    """Return the released counts of everyone and of the groups of a dimension, by dimension.

    Only everyone and the group `group_id` have all counts and outcomes; of others only these parts
    of `GroupCounts` are read. Decoding all counts of 2,000 groups takes a second.
    """
    is_whole = (GroupSummary.dimension == ALL) | (GroupSummary.group_id == group_id)
    return _read_summaries(session, context_id, [ALL, dimension], is_whole, parts)


def _read_summaries(
    session: Session,
    context_id: UUID,
    dimensions: Sequence[str],
    is_whole: ColumnElement[bool],
    parts: Collection[str] = (),
) -> dict[str, dict[str, Summary]]:
    rows = session.execute(
        select(
            GroupSummary.dimension,
            GroupSummary.group_id,
            GroupSummary.n,
            GroupSummary.people_changed,
            GroupSummary.released_at,
            case((is_whole, GroupSummary.counts)).label("counts"),
            case((is_whole, OutcomeSummary.outcomes)).label("outcomes"),
            OutcomeSummary.released_at.label("outcomes_at"),
            *(case((not_(is_whole), GroupSummary.counts[part])).label(part) for part in parts),
        )
        .outerjoin(
            OutcomeSummary,
            (OutcomeSummary.context_id == GroupSummary.context_id)
            & (OutcomeSummary.dimension == GroupSummary.dimension)
            & (OutcomeSummary.group_id == GroupSummary.group_id),
        )
        .where(GroupSummary.context_id == context_id, GroupSummary.dimension.in_(dimensions))
        .order_by(GroupSummary.group_id)
    )
    summaries: dict[str, dict[str, Summary]] = {dimension: {} for dimension in dimensions}
    for row in rows:
        counts = row.counts
        if counts is None:
            read = {part: getattr(row, part) for part in parts}
            counts = {"n": row.n} | {part: value for part, value in read.items() if value}
        summaries[row.dimension][row.group_id] = Summary(
            row.group_id,
            row.n,
            GroupCounts.from_json(counts),
            row.people_changed,
            row.released_at,
            Outcomes.from_json(row.outcomes) if row.outcomes is not None else None,
            row.outcomes_at,
        )
    return summaries


def get_test_summaries(session: Session, context_id: UUID) -> Mapping[Form, TestSummary]:
    """Return released counts by purpose and form, of the people with both tests."""
    rows = session.scalars(
        select(FormSummary)
        .where(FormSummary.context_id == context_id)
        .order_by(FormSummary.purpose, FormSummary.form)
    )
    return {
        (row.purpose, row.form): TestSummary(
            TestCounts.from_json(row.counts),
            row.released_at,
            FormCells.from_json(row.counts[CELLS]) if CELLS in row.counts else None,
        )
        for row in rows
        if row.counts is not None and row.released_at is not None
    }


def get_waiting_forms(session: Session, context_id: UUID) -> Mapping[Form, int]:
    """Return the new people by form whose counts are not released yet."""
    rows = session.execute(
        select(FormSummary.purpose, FormSummary.form, FormSummary.waiting).where(
            FormSummary.context_id == context_id, FormSummary.waiting.is_not(None)
        )
    )
    return {(purpose, form): waiting for purpose, form, waiting in rows if waiting is not None}


def get_numbers(session: Session, context_id: UUID) -> dict[tuple[str, str], int]:
    """Return the people of each group, by dimension and group id."""
    rows = session.execute(
        select(GroupSummary.dimension, GroupSummary.group_id, GroupSummary.n).where(
            GroupSummary.context_id == context_id
        )
    )
    return {(dimension, group_id): n for dimension, group_id, n in rows}


def get_item_keys(session: Session, context_id: UUID) -> Mapping[str, tuple[ItemKey, ...]]:
    """Return the keys of the items of each form of the knowledge test, in the order of the form.

    Items without single options have no answers in their key, only points.
    """
    rows = session.execute(
        select(
            AssessmentForm.code,
            Item.code,
            ItemVersion.type_code,
            ItemVersion.answer_key,
            ItemVersion.objective_code,
        )
        .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
        .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.kind == "knowledge")
        .order_by(AssessmentForm.code, FormSlot.position)
    )
    keys: dict[str, tuple[ItemKey, ...]] = {}
    for form, code, type_code, key, objective in rows:
        answers: tuple[str, ...] = ()
        if type_code == "single-choice":
            answers = tuple(key["correct"])
        elif type_code == "true-false":
            answers = (str(key["answer"]),)
        keys[form] = (*keys.get(form, ()), ItemKey(code, answers, 1.0, objective))
    return keys


def contexts_of_learner(session: Session, learner_id: UUID) -> list[UUID]:
    """Return the course versions in which evaluation knows this account."""
    mine = EvaluationMember.learner_id == learner_id
    return list(session.scalars(select(EvaluationMember.context_id).where(mine)))
