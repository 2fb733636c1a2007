"""Read model of items compared between roles, among people with equal totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.differential_groups import ItemBias, find_bias
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.statistics.moments import PairCounts
from assessments.evaluation.forms import RoleCounts, get_role_counts
from assessments.evaluation.queries import get_release
from courses.catalogue.queries import completion_rules
from lms.workflows.evaluation.test_quality import Test, TestQuality


@dataclass(frozen=True, slots=True)
class FormRoles:
    """A form with its people by role, the largest first, and its items in each other role.

    `items` is empty if the roles met different items, because one was dropped for some people.
    """

    form: str
    released_at: datetime
    people: Mapping[str, int]
    items: tuple[ItemBias, ...]

    @property
    def reference(self) -> str:
        """The role that the others are compared with."""
        return next(iter(self.people))


@dataclass(frozen=True, slots=True)
class TestRoles:
    """The forms of a test of which counts by role are released."""

    quality: TestQuality
    forms: tuple[FormRoles, ...]


def read_test_roles(session: Session, version_id: UUID, test: Test) -> TestRoles:
    """Read the comparison of roles of a test in three queries. Raises CourseNotFound."""
    rules = completion_rules(session, version_id)
    release = get_release(session, version_id)
    checked_at = release.last_checked_at if release else None
    quality = TestQuality(
        version_id, rules.code, rules.post_test_min, test, checked_at, forms=(), comparison=None
    )
    counts = get_role_counts(session, version_id, test)
    forms = tuple(compare_roles(form, roles) for form, roles in counts.items() if len(roles) > 1)
    return TestRoles(quality, forms)


def compare_roles(form: str, roles: Sequence[RoleCounts]) -> FormRoles:
    """Compare the roles of a form. Pure."""
    by_size = sorted(roles, key=lambda row: (-row.counts.n, row.role))
    people = {row.role: row.counts.n for row in by_size}
    points = {row.role: _pairs(row.counts) for row in by_size}
    has_same_items = all(
        sum(item.values()) == people[role]
        for role, items in points.items()
        for item in items.values()
    )
    codes = {code for items in points.values() for code in items}
    shared = [code for code in sorted(codes) if _is_dichotomous(code, points)]
    hidden = {row.role: row.hidden for row in by_size}
    items = find_bias(points, shared, hidden) if has_same_items else ()
    return FormRoles(form, by_size[0].released_at, people, items)


def _pairs(counts: TestCounts) -> dict[str, PairCounts]:
    return {
        code: {(p, total): n for p, totals in by_points.items() for total, n in totals.items()}
        for code, by_points in counts.points.items()
    }


def _is_dichotomous(code: str, points: Mapping[str, Mapping[str, PairCounts]]) -> bool:
    """Whether all roles met the item, and earned nothing or one point in it."""
    return all(
        code in items and all(earned in (0, 1) for earned, _total in items[code])
        for items in points.values()
    )
