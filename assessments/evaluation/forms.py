"""Stores and reads released counts of forms, and how they grew. Callers commit."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessments.analysis.form_release import Form
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_drift import Snapshot
from assessments.analysis.outcomes.item_cells import FormCells
from assessments.evaluation.models import FormGroupSummary, FormRelease, FormSummary

CELLS: Final = "cells"  # beside the counts of a form
HIDDEN: Final = "hidden"  # beside the counts of a role


@dataclass(frozen=True, slots=True)
class ReleasedForm:
    """Counts of a form; without `counts`, those released before stay, and `waiting` people wait.

    `cells` say of which items answers are shown. `roles` are counts of some roles, None if those
    released before stay, and `hidden` items that are not shown of a role. `waiting_roles` are the
    people who protect each role, since the form was last released.
    """

    form: Form
    counts: TestCounts | None
    waiting: int | None = None
    roles: Mapping[str, TestCounts] | None = None
    waiting_roles: Mapping[str, int] = field(default_factory=dict)
    cells: FormCells | None = None
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)


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
        _store_roles(session, context_id, released, now)
    if released.counts is None:
        return
    has_people = released.counts.n > 0
    row.counts = form_as_json(released.counts, released.cells) if has_people else None
    row.released_at = now if has_people else None
    if has_people:
        shown = released.cells.shown if released.cells else None
        session.merge(form_release(context_id, released.form, released.counts, now, shown=shown))


def form_as_json(counts: TestCounts, cells: FormCells | None) -> dict[str, Any]:
    """Return what is stored of a form: its counts, and which of them are shown."""
    return counts.as_json() | ({CELLS: cells.as_json()} if cells else {})


def _store_roles(session: Session, context_id: UUID, released: ReleasedForm, now: datetime) -> None:
    purpose, form = released.form
    of_form = (
        FormGroupSummary.context_id == context_id,
        FormGroupSummary.purpose == purpose,
        FormGroupSummary.form == form,
    )
    session.execute(delete(FormGroupSummary).where(*of_form))
    for role, counts in (released.roles or {}).items():
        session.add(
            FormGroupSummary(
                context_id=context_id,
                purpose=purpose,
                form=form,
                role=role,
                n=counts.n,
                counts=counts.as_json() | {HIDDEN: sorted(released.hidden.get(role, ()))},
                released_at=now,
            )
        )


def form_release(
    context_id: UUID,
    form: Form,
    counts: TestCounts,
    now: datetime,
    *,
    shown: Collection[str] | None = None,
) -> FormRelease:
    """Return the row that remembers what was released of a form at a time.

    `shown` are the items that are remembered, None for all.
    """
    items = {
        code: [
            sum(sum(totals.values()) for totals in by_points.values()),
            math.fsum(points * sum(totals.values()) for points, totals in by_points.items()),
        ]
        for code, by_points in sorted(counts.points.items())
        if shown is None or code in shown
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
    """Released counts of a role in a form, since `released_at` unchanged; not of `hidden` items."""

    role: str
    counts: TestCounts
    released_at: datetime
    hidden: frozenset[str] = frozenset()


def get_role_counts(
    session: Session, context_id: UUID, purpose: str
) -> Mapping[str, tuple[RoleCounts, ...]]:
    """Return what is released of the forms of a test by role, by form."""
    counts = get_all_role_counts(session, context_id)
    return {form: rows for (of, form), rows in counts.items() if of == purpose}


def get_all_role_counts(
    session: Session, context_id: UUID
) -> Mapping[Form, tuple[RoleCounts, ...]]:
    """Return what is released of the forms of both tests by role."""
    rows = session.scalars(
        select(FormGroupSummary)
        .where(FormGroupSummary.context_id == context_id)
        .order_by(FormGroupSummary.purpose, FormGroupSummary.form, FormGroupSummary.role)
    )
    counts: dict[Form, tuple[RoleCounts, ...]] = {}
    for row in rows:
        hidden = frozenset(row.counts.get(HIDDEN, ()))
        of_role = RoleCounts(row.role, TestCounts.from_json(row.counts), row.released_at, hidden)
        form = row.purpose, row.form
        counts[form] = (*counts.get(form, ()), of_role)
    return counts


def get_waiting_roles(session: Session, context_id: UUID) -> Mapping[Form, Mapping[str, int]]:
    """Return by form the people who protect each role since the form was last released."""
    rows = session.execute(
        select(FormSummary.purpose, FormSummary.form, FormSummary.waiting_groups).where(
            FormSummary.context_id == context_id
        )
    )
    return {(purpose, form): waiting for purpose, form, waiting in rows}
