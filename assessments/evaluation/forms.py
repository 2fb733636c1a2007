"""Stores and reads released counts of forms, and how they grew. Callers commit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessments.analysis.form_release import Form
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_drift import Snapshot
from assessments.evaluation.models import FormGroupSummary, FormRelease, FormSummary


@dataclass(frozen=True, slots=True)
class ReleasedForm:
    """Counts of a form; without `counts`, those released before stay, and `waiting` people wait.

    `roles` are counts of some roles, None if those released before stay. `waiting_roles` are the
    people who protect each role, since the form was last released.
    """

    form: Form
    counts: TestCounts | None
    waiting: int | None = None
    roles: Mapping[str, TestCounts] | None = None
    waiting_roles: Mapping[str, int] = field(default_factory=dict)


def store_form(session: Session, context_id: UUID, released: ReleasedForm, now: datetime) -> None:
    """Store the counts of a form in place of those before, and remember them by item."""
    purpose, form = released.form
    row = session.get(FormSummary, (context_id, purpose, form))
    if row is None:
        row = FormSummary(context_id=context_id, purpose=purpose, form=form)
        session.add(row)
    row.waiting = released.waiting
    row.waiting_groups = dict(released.waiting_roles)
    if released.roles is not None:
        _store_roles(session, context_id, released.form, released.roles, now)
    if released.counts is None:
        return
    has_people = released.counts.n > 0
    row.counts = released.counts.as_json() if has_people else None
    row.released_at = now if has_people else None
    if has_people:
        session.merge(form_release(context_id, released.form, released.counts, now))


def _store_roles(
    session: Session, context_id: UUID, form: Form, roles: Mapping[str, TestCounts], now: datetime
) -> None:
    of_form = (
        FormGroupSummary.context_id == context_id,
        FormGroupSummary.purpose == form[0],
        FormGroupSummary.form == form[1],
    )
    session.execute(delete(FormGroupSummary).where(*of_form))
    for role, counts in roles.items():
        session.add(
            FormGroupSummary(
                context_id=context_id,
                purpose=form[0],
                form=form[1],
                role=role,
                n=counts.n,
                counts=counts.as_json(),
                released_at=now,
            )
        )


def form_release(context_id: UUID, form: Form, counts: TestCounts, now: datetime) -> FormRelease:
    """Return the row that remembers what was released of a form at a time."""
    items = {
        code: [
            sum(sum(totals.values()) for totals in by_points.values()),
            math.fsum(points * sum(totals.values()) for points, totals in by_points.items()),
        ]
        for code, by_points in sorted(counts.points.items())
    }
    return FormRelease(
        context_id=context_id,
        purpose=form[0],
        form=form[1],
        released_at=now,
        n=counts.n,
        items=items,
    )


def get_form_releases(
    session: Session, context_id: UUID, purpose: str
) -> Mapping[str, tuple[Snapshot, ...]]:
    """Return what was released of the forms of a test, by form, oldest first."""
    rows = session.scalars(
        select(FormRelease)
        .where(FormRelease.context_id == context_id, FormRelease.purpose == purpose)
        .order_by(FormRelease.form, FormRelease.released_at)
    )
    releases: dict[str, tuple[Snapshot, ...]] = {}
    for row in rows:
        items = {code: (int(n), float(points)) for code, (n, points) in row.items.items()}
        snapshot = Snapshot(row.released_at, row.n, items)
        releases[row.form] = (*releases.get(row.form, ()), snapshot)
    return releases


@dataclass(frozen=True, slots=True)
class RoleCounts:
    """Released counts of a role in a form, since `released_at` unchanged."""

    role: str
    counts: TestCounts
    released_at: datetime


def get_role_counts(
    session: Session, context_id: UUID, purpose: str
) -> Mapping[str, tuple[RoleCounts, ...]]:
    """Return what is released of the forms of a test by role, by form."""
    rows = session.scalars(
        select(FormGroupSummary)
        .where(FormGroupSummary.context_id == context_id, FormGroupSummary.purpose == purpose)
        .order_by(FormGroupSummary.form, FormGroupSummary.role)
    )
    counts: dict[str, tuple[RoleCounts, ...]] = {}
    for row in rows:
        of_role = RoleCounts(row.role, TestCounts.from_json(row.counts), row.released_at)
        counts[row.form] = (*counts.get(row.form, ()), of_role)
    return counts


def get_waiting_roles(session: Session, context_id: UUID) -> Mapping[Form, Mapping[str, int]]:
    """Return by form the people who protect each role since the form was last released."""
    rows = session.execute(
        select(FormSummary.purpose, FormSummary.form, FormSummary.waiting_groups).where(
            FormSummary.context_id == context_id
        )
    )
    return {(purpose, form): waiting for purpose, form, waiting in rows}
