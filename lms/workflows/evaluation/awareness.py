"""Releases totals of awareness sessions, and reads them.

The people to protect are the learners who report. As with the figures of tests, each sum or
difference of published totals rests on at least ten of them: the plan of releases is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.disclosure import Cells, Move, plan_release
from courses.action_plans.queries import count_submitted_plans
from courses.awareness.releases import (
    ALL,
    Group,
    Reach,
    ReachRelease,
    WaitingSession,
    get_reach,
    get_reach_release,
    list_waiting_sessions,
    store_reach,
)
from courses.catalogue.queries import completion_rules
from lms.kernel.task_context import TaskContext
from lms.workflows.evaluation.figures import EVERYONE, NOT_STATED

# In the order of the dimensions of tests, since the plan pools by position: organisations first.
GROUPINGS: Final = ("audience", "province", "month", "organisation")
MIN_INTERVAL: Final = timedelta(days=1)  # between releases, so that sessions gather


@dataclass(frozen=True, slots=True)
class AwarenessReach:
    """Released totals of a course version; `release` is None before the first."""

    version_id: UUID
    course_code: str
    title: str
    release: ReachRelease | None
    totals: Mapping[Group, Reach]

    def of(self, dimension: str = ALL, group_id: str = EVERYONE) -> Reach:
        """Return the totals of a group; empty if it is not shown."""
        return self.totals.get((dimension, group_id), Reach())

    def groups(self, dimension: str) -> dict[str, Reach]:
        """Return the totals of the groups of a dimension, by id."""
        return {key[1]: reach for key, reach in sorted(self.totals.items()) if key[0] == dimension}


def read_reach(session: Session, version_id: UUID, *, language: str) -> AwarenessReach:
    """Read the released totals in three queries. Raises CourseNotFound."""
    rules = completion_rules(session, version_id)
    return AwarenessReach(
        version_id,
        rules.code,
        rules.title_en if language == "en" else rules.title_id,
        get_reach_release(session, version_id),
        get_reach(session, version_id),
    )


def release_reach(context: TaskContext, version_id: UUID, *, is_forced: bool = False) -> bool:
    """Release what may be released of the sessions that wait, and return whether anything was.

    There is at most one release a day, unless `is_forced`. Safe to run again at any time.
    """
    reader = context.read_session
    release = get_reach_release(reader, version_id)
    waiting = []
    if is_forced or _is_due(release, context.now):
        waiting = list_waiting_sessions(reader, version_id)
    reader.rollback()
    cells = plan_sessions(waiting)
    if not cells:
        return False
    counted = [row for row in waiting if row.id in cells]
    with context.transaction() as session:
        return store_reach(
            session,
            version_id,
            number=release.number if release else 0,
            sessions=counted,
            added=add_up(counted, cells),
            plans=count_submitted_plans(session, version_id),
            now=context.now,
        )


def plan_sessions(waiting: Sequence[WaitingSession]) -> dict[UUID, Cells]:
    """Return the groups in which sessions may be counted, by session; others wait. Pure.

    A learner with several sessions protects one combination of groups only, the one in which most
    learners reported, so that ten who protect are ten people.
    """
    own = {row.id: session_groups(row) for row in waiting}
    reporters: dict[Cells, set[UUID]] = {}
    for row in waiting:
        reporters.setdefault(own[row.id], set()).add(row.person_id)
    home: dict[UUID, Cells] = {}
    for row in waiting:
        groups = own[row.id]
        known = home.setdefault(row.person_id, groups)
        home[row.person_id] = max(known, groups, key=lambda cells: (len(reporters[cells]), cells))
    people: dict[Move, int] = {}
    for groups in home.values():
        move = _move(groups, is_home=True)
        people[move] = people.get(move, 0) + 1
    for row in waiting:
        if own[row.id] != home[row.person_id]:
            people.setdefault(_move(own[row.id], is_home=False), 1)
    plan = plan_release(people)
    moves = {row.id: _move(own[row.id], own[row.id] == home[row.person_id]) for row in waiting}
    planned = {session_id: plan.cells.get(move) for session_id, move in moves.items()}
    return {session_id: cells for session_id, cells in planned.items() if cells is not None}


def session_groups(row: WaitingSession) -> Cells:
    """Return the groups of a session, in the order of `GROUPINGS`."""
    organisation = str(row.organisation_id) if row.organisation_id else NOT_STATED
    return (row.audience, row.province_code, f"{row.held_on:%Y-%m}", organisation)


def add_up(sessions: Iterable[WaitingSession], cells: Mapping[UUID, Cells]) -> dict[Group, Reach]:
    """Return the totals of these sessions, of all and by group. Pure."""
    totals: dict[Group, Reach] = {}
    for row in sessions:
        reach = Reach(1, row.children, row.adults)
        groups = zip(GROUPINGS, cells[row.id], strict=True)
        for group in ((ALL, EVERYONE), *groups):
            totals[group] = totals.get(group, Reach()) + reach
    return totals


def _move(groups: Cells, is_home: bool) -> Move:
    return Move(None, groups, is_new_answer=is_home, may_pool=True)


def _is_due(release: ReachRelease | None, now: datetime) -> bool:
    return release is None or now - release.released_at >= MIN_INTERVAL
