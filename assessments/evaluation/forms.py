"""Stores and reads released counts of forms, and how they grew. Callers commit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.analysis.form_release import Form
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.item_drift import Snapshot
from assessments.evaluation.models import FormRelease, FormSummary


@dataclass(frozen=True, slots=True)
class ReleasedForm:
    """Counts of a form; without `counts`, those released before stay, and `waiting` people wait."""

    form: Form
    counts: TestCounts | None
    waiting: int | None = None


def store_form(session: Session, context_id: UUID, released: ReleasedForm, now: datetime) -> None:
    """Store the counts of a form in place of those before, and remember them by item."""
    purpose, form = released.form
    row = session.get(FormSummary, (context_id, purpose, form))
    if row is None:
        row = FormSummary(context_id=context_id, purpose=purpose, form=form)
        session.add(row)
    row.waiting = released.waiting
    if released.counts is None:
        return
    has_people = released.counts.n > 0
    row.counts = released.counts.as_json() if has_people else None
    row.released_at = now if has_people else None
    if has_people:
        session.merge(form_release(context_id, released.form, released.counts, now))


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
