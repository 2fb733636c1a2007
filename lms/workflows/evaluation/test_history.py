"""Read model of a test over time: who met its items, how hard they were, changes of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.item_drift import (
    ItemHistory,
    Period,
    Snapshot,
    follow_items,
    protect_items,
    split_periods,
)
from assessments.evaluation.forms import get_form_releases
from assessments.evaluation.queries import get_release
from assessments.rescoring.queries import KeyChange, list_key_changes
from courses.catalogue.queries import completion_rules
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.test_quality import Test, TestQuality


@dataclass(frozen=True, slots=True)
class FormHistory:
    """The periods of a form, and its items in them."""

    form: str
    n: int
    periods: tuple[Period, ...]
    items: tuple[ItemHistory, ...]


@dataclass(frozen=True, slots=True)
class TestHistory:
    """The history of all forms of a test, and the changes of keys of the course version."""

    quality: TestQuality
    forms: tuple[FormHistory, ...]
    changes: tuple[KeyChange, ...]


def read_test_history(session: Session, version_id: UUID, test: Test) -> TestHistory:
    """Read the history of a test in four queries. Raises CourseNotFound."""
    rules = completion_rules(session, version_id)
    release = get_release(session, version_id)
    checked_at = release.last_checked_at if release else None
    changes = list_key_changes(session, version_id)
    quality = TestQuality(
        version_id, rules.code, rules.post_test_min, test, checked_at, forms=(), comparison=None
    )
    releases = get_form_releases(session, version_id, test)
    return TestHistory(quality, compute_histories(releases, changes), changes)


def compute_histories(
    releases: Mapping[str, Sequence[Snapshot]], changes: Sequence[KeyChange]
) -> tuple[FormHistory, ...]:
    """Return the history of each form; none if a form alone would be everybody less the other."""
    if any(snapshots[-1].n < LEAST for snapshots in releases.values()):
        return ()
    moments: dict[str, list[datetime]] = {}
    for change in changes:
        moments.setdefault(change.item_code, []).append(change.decided_at)
    histories = []
    for form, snapshots in sorted(releases.items()):
        periods = split_periods(protect_items(snapshots))
        items = follow_items(periods, moments)
        histories.append(FormHistory(form, snapshots[-1].n, periods, items))
    return tuple(histories)
