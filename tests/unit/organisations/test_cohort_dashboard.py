"""In which state a learner is, and which lines a reader asked for."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from courses.cohorts.learner_progress import LearnerProgress
from lms.workflows.cohorts.cohort_dashboard import (
    CohortDashboard,
    LearnerLine,
    filter_lines,
    learner_state,
)

NOW = datetime(2027, 1, 20, tzinfo=UTC)
SINCE = NOW - timedelta(days=7)
LONG_AGO = NOW - timedelta(days=8)


def place(completed_at=None, plan_state=None):
    return LearnerProgress(UUID(int=1), UUID(int=2), completed_at, 41, 0, None, plan_state)


@pytest.mark.parametrize(
    ("found", "last_at", "has_joined", "rule", "state"),
    [
        (place(), None, False, "submitted", "not-joined"),
        (place(), None, True, "submitted", "not-started"),
        (place(), NOW, True, "submitted", "started"),
        (place(), SINCE, True, "submitted", "started"),
        (place(), LONG_AGO, True, "submitted", "stuck"),
        (place(plan_state="submitted"), LONG_AGO, True, "approved", "review"),
        (place(plan_state="submitted"), LONG_AGO, True, "submitted", "stuck"),
        (place(plan_state="returned"), NOW, True, "approved", "started"),
        (place(completed_at=NOW, plan_state="submitted"), LONG_AGO, True, "approved", "done"),
    ],
)
def test_state_of_a_learner(found, last_at, has_joined, rule, state):
    assert learner_state(found, last_at, has_joined=has_joined, rule=rule, since=SINCE) == state


def line(name, state="started", done=0, last_at=None):
    number = UUID(int=sum(name.encode()))
    return LearnerLine(number, number, name, state, done, 41, False, None, last_at, None)


LINES = (
    line("Ani", "done", 41, NOW),
    line("Budi", "not-joined"),
    line("Citra", "stuck", 3, LONG_AGO),
)
BOARD = CohortDashboard(LINES, Counter(one.state for one in LINES))


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ({}, ["Ani", "Budi", "Citra"]),
        ({"state": "stuck"}, ["Citra"]),
        ({"state": "unheard"}, ["Ani", "Budi", "Citra"]),
        ({"text": " CI "}, ["Citra"]),
        ({"sort": "state"}, ["Budi", "Citra", "Ani"]),
        ({"sort": "progress"}, ["Budi", "Citra", "Ani"]),
        ({"sort": "activity"}, ["Budi", "Citra", "Ani"]),
    ],
)
def test_reader_gets_the_lines_they_asked_for(wish, names):
    assert [one.name for one in filter_lines(BOARD, **wish)] == names
