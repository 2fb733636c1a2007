"""Who of a class has not joined, has begun, is stuck, waits for a review, is done.

It shows progress and nothing else: no answer, score, reflection or contact. Whoever has left the
organisation is not on it any more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assessments.queries import LearnerTests, cohort_states
from courses.catalogue.queries import course_outline
from courses.cohorts.learner_progress import LearnerProgress, list_learner_progress
from courses.cohorts.pace import pace_periods
from courses.cohorts.queries import CohortView
from courses.enrolment.errors import EnrolmentNotFound
from lms.accounts.queries import plain_names
from lms.kernel.ports import get_ports
from lms.organisations.members.queries import joined_by_person

STATES: Final = ("not-joined", "not-started", "stuck", "review", "started", "done")
BEHIND: Final = "behind"  # chosen like a state, and held beside one
SORTS: Final = ("name", "state", "progress", "activity")
STUCK_AFTER: Final = 7  # days
PAGE: Final = 100


class LearnerLine(NamedTuple):
    """One learner. A tuple, as classes are large."""

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
    is_behind: bool = False  # lessons are open that the pace had for days that are over


@dataclass(frozen=True, slots=True)
class CohortDashboard:
    """All lines by name, and how many are in each state, or behind the plan of the class."""

    lines: tuple[LearnerLine, ...]
    counts: Mapping[str, int]


def cohort_dashboard(
    session: Session, cohort: CohortView, *, now: datetime, stuck_after: int = STUCK_AFTER
) -> CohortDashboard:
    lines = _lines(session, cohort, now, stuck_after)
    lines.sort(key=lambda line: (line.name.casefold(), line.enrolment_id))
    counts = Counter(line.state for line in lines)
    counts[BEHIND] = sum(line.is_behind for line in lines)
    return CohortDashboard(tuple(lines), counts)


def learner_line(
    session: Session, cohort: CohortView, enrolment_id: UUID, *, now: datetime
) -> LearnerLine:
    """One line of the board. Raises EnrolmentNotFound for whoever has none there."""
    lines = _lines(session, cohort, now, STUCK_AFTER, enrolment_id)
    if not lines:
        raise EnrolmentNotFound()
    return lines[0]


def _lines(
    session: Session,
    cohort: CohortView,
    now: datetime,
    stuck_after: int,
    enrolment_id: UUID | None = None,
) -> list[LearnerLine]:
    due = _lessons_due(session, cohort, now)
    found = list_learner_progress(session, cohort.id, due=due, enrolment_id=enrolment_id)
    members: dict[UUID, bool] = {}
    if cohort.organisation_id is not None:
        members = joined_by_person(session, cohort.organisation_id)
        found = [place for place in found if place.person_id in members]
    people = [place.person_id for place in found]
    tests = cohort_states(session, cohort.course_version_id, learner_ids=people)
    names = plain_names(session, people)
    since = now - timedelta(days=stuck_after)
    return [
        _line(
            place,
            names[place.person_id],
            tests.get(place.person_id),
            has_joined=members.get(place.person_id, True),
            rule=cohort.plan_rule,
            since=since,
            due=len(due),
        )
        for place in found
    ]


def filter_lines(
    board: CohortDashboard, *, state: str = "", text: str = "", sort: str = "name"
) -> Sequence[LearnerLine]:
    """Those in one state, or behind the plan, whose name holds the text, sorted.

    Unknown wishes count as none.
    """
    wanted = text.strip().casefold()
    lines = [
        line for line in board.lines if _is_chosen(line, state) and wanted in line.name.casefold()
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
    place: LearnerProgress,
    last_at: datetime | None,
    *,
    has_joined: bool,
    rule: str,
    since: datetime,
) -> str:
    """A plan waits for a review only where the class has that rule. Who is done is done."""
    if place.completed_at is not None:
        return "done"
    if rule == "approved" and place.plan_state == "submitted":
        return "review"
    if last_at is None:
        return "not-started" if has_joined else "not-joined"
    return "stuck" if last_at < since else "started"


def _lessons_due(session: Session, cohort: CohortView, now: datetime) -> list[UUID]:
    """Those that the pace had for days that are over, as the platform counts days."""
    if cohort.pace == "free" or cohort.starts_on is None:
        return []
    modules = course_outline(session, cohort.course_version_id, language="id")
    today = now.astimezone(ZoneInfo(get_ports(session).time_zone)).date()
    parts = pace_periods(
        cohort.pace, starts_on=cohort.starts_on, days=[module.day for module in modules]
    )
    past = [part for part in parts if part.ends_on < today]
    over = [module for part in past for module in modules[part.first - 1 : part.last]]
    return [lesson.id for module in over for lesson in module.lessons]


def _line(
    place: LearnerProgress,
    name: str,
    tests: LearnerTests | None,
    *,
    has_joined: bool,
    rule: str,
    since: datetime,
    due: int,
) -> LearnerLine:
    times = [at for at in (place.last_visit_at, tests.last_at if tests else None) if at]
    last_at = max(times, default=None)
    return LearnerLine(
        place.enrolment_id,
        place.person_id,
        name,
        learner_state(place, last_at, has_joined=has_joined, rule=rule, since=since),
        place.lessons_done,
        place.lessons_total,
        bool(tests and tests.has_passed),
        place.plan_state,
        last_at,
        place.completed_at,
        place.reminded_at,
        place.completed_at is None and place.due_done < due,
    )
