"""Dashboard of a cohort: the state of each learner, from "not-joined" to "done".

It shows progress only: no answers, scores, reflections or contact details. People who have left the
organisation are not listed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assessments.queries import LearnerTests, get_cohort_states
from courses.catalogue.queries import course_outline
from courses.cohorts.learner_progress import LearnerProgress, list_learner_progress
from courses.cohorts.pace import pace_periods
from courses.cohorts.queries import CohortView
from courses.enrolment.errors import EnrolmentNotFound
from lms.accounts.queries import plain_names
from lms.kernel.ports import get_ports
from lms.organisations.members.queries import joined_by_person

STATES: Final = ("not-joined", "not-started", "stuck", "review", "started", "done")
BEHIND: Final = "behind"  # a filter like a state; learners have it beside their state
SORTS: Final = ("name", "state", "progress", "activity")
STUCK_AFTER: Final = 7  # days
PAGE: Final = 100


class LearnerLine(NamedTuple):
    """One learner. A tuple, since cohorts may have thousands of learners."""

    enrolment_id: UUID
    person_id: UUID
    name: str
    state: str
    lessons_done: int
    lessons_total: int
    has_passed: bool
    plan_state: str | None
    last_at: datetime | None
    completed_at: datetime | None
    reminded_at: datetime | None = None
    is_behind: bool = False  # unfinished lessons that the pace planned for past days
    has_pre_test: bool = False
    can_take_pre_test: bool = False  # has joined, and no lesson has been opened


@dataclass(frozen=True, slots=True)
class CohortDashboard:
    """All learners by name, and their number by state and behind the pace.

    `has_pre_test`: the course has one.
    """

    lines: tuple[LearnerLine, ...]
    counts: Mapping[str, int]
    has_pre_test: bool = False


def cohort_dashboard(
    session: Session, cohort: CohortView, *, now: datetime, stuck_after: int = STUCK_AFTER
) -> CohortDashboard:
    """Read the dashboard; learners without activity for `stuck_after` days are "stuck"."""
    lines, has_pre_test = _lines(session, cohort, now, stuck_after)
    lines.sort(key=lambda line: (line.name.casefold(), line.enrolment_id))
    counts = Counter(line.state for line in lines)
    counts[BEHIND] = sum(line.is_behind for line in lines)
    return CohortDashboard(tuple(lines), counts, has_pre_test)


def learner_line(
    session: Session, cohort: CohortView, enrolment_id: UUID, *, now: datetime
) -> LearnerLine:
    """The dashboard line of one learner. Raises EnrolmentNotFound."""
    lines, _has_pre_test = _lines(session, cohort, now, STUCK_AFTER, enrolment_id)
    if not lines:
        raise EnrolmentNotFound()
    return lines[0]


def _lines(
    session: Session,
    cohort: CohortView,
    now: datetime,
    stuck_after: int,
    enrolment_id: UUID | None = None,
) -> tuple[list[LearnerLine], bool]:
    """Lines in no order, and whether the course has a pre-test."""
    due = _lessons_due(session, cohort, now)
    learners = list_learner_progress(session, cohort.id, due=due, enrolment_id=enrolment_id)
    members: dict[UUID, bool] = {}
    if cohort.organisation_id is not None:
        members = joined_by_person(session, cohort.organisation_id)
        learners = [progress for progress in learners if progress.person_id in members]
    people = [progress.person_id for progress in learners]
    tests = get_cohort_states(session, cohort.course_version_id, learner_ids=people)
    names = plain_names(session, people)
    since = now - timedelta(days=stuck_after)
    lines = [
        _line(
            progress,
            names[progress.person_id],
            tests.by_learner.get(progress.person_id),
            has_joined=members.get(progress.person_id, True),
            rule=cohort.plan_rule,
            since=since,
            due=len(due),
        )
        for progress in learners
    ]
    return lines, tests.has_pre_test


def filter_lines(
    dashboard: CohortDashboard, *, state: str = "", text: str = "", sort: str = "name"
) -> Sequence[LearnerLine]:
    """Lines in one state (or behind the pace) whose name contains `text`, sorted.

    Ignores an unknown state or sort key.
    """
    search = text.strip().casefold()
    lines = [
        line
        for line in dashboard.lines
        if _is_chosen(line, state) and search in line.name.casefold()
    ]
    if sort == "state":
        lines.sort(key=lambda line: STATES.index(line.state))
    elif sort == "progress":
        lines.sort(key=lambda line: line.lessons_done)
    elif sort == "activity":
        lines.sort(key=lambda line: line.last_at.timestamp() if line.last_at else 0)
    return lines


def _is_chosen(line: LearnerLine, state: str) -> bool:
    if state == BEHIND:
        return line.is_behind
    return line.state == state or state not in STATES


def learner_state(
    progress: LearnerProgress,
    last_at: datetime | None,
    *,
    has_joined: bool,
    rule: str,
    since: datetime,
) -> str:
    """State of a learner. Plans wait for a review only in cohorts with the rule "approved"."""
    if progress.completed_at is not None:
        return "done"
    if rule == "approved" and progress.plan_state == "submitted":
        return "review"
    if last_at is None:
        return "not-started" if has_joined else "not-joined"
    return "stuck" if last_at < since else "started"


def _lessons_due(session: Session, cohort: CohortView, now: datetime) -> list[UUID]:
    """Lessons that the pace planned for past days, in the time zone of the platform."""
    if cohort.pace == "free" or cohort.starts_on is None:
        return []
    modules = course_outline(session, cohort.course_version_id, language="id")
    today = now.astimezone(ZoneInfo(get_ports(session).time_zone)).date()
    parts = pace_periods(
        cohort.pace, starts_on=cohort.starts_on, days=[module.day for module in modules]
    )
    past = [part for part in parts if part.ends_on < today]
    due_modules = [module for part in past for module in modules[part.first - 1 : part.last]]
    return [lesson.id for module in due_modules for lesson in module.lessons]


def _line(
    progress: LearnerProgress,
    name: str,
    tests: LearnerTests | None,
    *,
    has_joined: bool,
    rule: str,
    since: datetime,
    due: int,
) -> LearnerLine:
    times = [at for at in (progress.last_visit_at, tests.last_at if tests else None) if at]
    last_at = max(times, default=None)
    has_pre = bool(tests and tests.has_pre_test)
    return LearnerLine(
        progress.enrolment_id,
        progress.person_id,
        name,
        learner_state(progress, last_at, has_joined=has_joined, rule=rule, since=since),
        progress.lessons_done,
        progress.lessons_total,
        bool(tests and tests.has_passed),
        progress.plan_state,
        last_at,
        progress.completed_at,
        progress.reminded_at,
        progress.completed_at is None and progress.due_done < due,
        has_pre,
        has_joined and not (has_pre or progress.last_visit_at or progress.completed_at),
    )
