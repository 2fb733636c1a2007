"""Releases of awareness sessions: ten learners who reported protect each published total."""

from collections import Counter
from datetime import date
from itertools import combinations
from random import Random
from uuid import UUID

import numpy as np
import pytest

from courses.awareness.releases import Reach, WaitingSession
from lms.workflows.evaluation.awareness import GROUPINGS, add_up, plan_sessions, session_groups

TOLERANCE = 1e-7


def reported(number, person, *, province="53", audience="parents", month=3, adults=20):
    return WaitingSession(
        UUID(int=number),
        UUID(int=person),
        None,
        date(2026, month, 1 + number % 28),
        province,
        audience,
        0,
        adults,
    )


def test_ten_learners_are_counted_and_nine_wait():
    sessions = [reported(n, n) for n in range(1, 11)]
    assert plan_sessions(sessions[:9]) == {}
    cells = plan_sessions(sessions)
    assert set(cells) == {row.id for row in sessions}
    totals = add_up(sessions, cells)
    assert totals["all", ""] == Reach(10, 0, 200)
    assert totals["province", "53"] == totals["month", "2026-03"] == Reach(10, 0, 200)


def test_one_learner_with_ten_sessions_protects_nobody():
    assert plan_sessions([reported(n, 1) for n in range(1, 11)]) == {}
    assert plan_sessions([reported(n, n % 5) for n in range(1, 31)]) == {}


def test_sessions_elsewhere_do_not_count_their_learner_twice():
    """Ten learners of one province; five of them also held a session in another one."""
    here = [reported(n, n) for n in range(1, 11)]
    there = [reported(20 + n, n, province="31") for n in range(1, 6)]
    totals = add_up(
        [row for row in here + there if row.id in (cells := plan_sessions(here + there))],
        plan_sessions(here + there),
    )
    assert cells
    assert ("province", "31") not in totals


def test_no_sessions_have_no_plan():
    assert plan_sessions([]) == {}


@pytest.mark.parametrize("seed", range(6))
def test_no_combination_of_totals_tells_of_fewer_than_ten_learners(seed):
    published, sessions = draw_releases(seed)
    assert sum(len(row) for row in published) > 100  # something is released at all
    places = {row.id: index for index, row in enumerate(sessions)}
    matrix = np.zeros((len(published), len(sessions)))
    for line, members in enumerate(published):
        matrix[line, [places[row.id] for row in members]] = 1
    _u, values, basis = np.linalg.svd(matrix, full_matrices=False)
    basis = basis[values > 1e-9 * values[0]]
    for secret in secrets(sessions):
        target = np.zeros(len(sessions))
        target[[places[row.id] for row in secret]] = 1
        outside = target - basis.T @ (basis @ target)
        assert np.linalg.norm(outside) > TOLERANCE * np.linalg.norm(target)


def draw_releases(seed):
    """Sessions by published total and release, and all that were released."""
    draw = Random(seed)  # noqa: S311
    waiting, published, released, number = [], [], [], 0
    for _ in range(5):
        for _ in range(draw.choice((8, 40, 120))):
            number += 1
            waiting.append(
                reported(
                    number,
                    draw.randrange(60),
                    province=draw.choices(("53", "31", "11", "94"), (8, 5, 2, 1))[0],
                    audience=draw.choices(("parents", "teachers", "youth"), (6, 3, 1))[0],
                    month=draw.randrange(1, 4),
                )
            )
        cells = plan_sessions(waiting)
        totals = {}
        for row in waiting:
            for group in zip(GROUPINGS, cells.get(row.id, ()), strict=False):
                totals.setdefault(group, []).append(row)
        published += totals.values()
        released += [row for row in waiting if row.id in cells]
        waiting = [row for row in waiting if row.id not in cells]
    return published, released


def secrets(sessions):
    """Single sessions, all sessions of a learner, and groups and crossings of few learners."""
    parts = {}
    for row in sessions:
        parts.setdefault(("session", row.id), []).append(row)
        parts.setdefault(("learner", row.person_id), []).append(row)
        groups = list(zip(GROUPINGS, session_groups(row), strict=True))
        for size in (1, 2, 3):
            for crossing in combinations(groups, size):
                parts.setdefault(crossing, []).append(row)
    for members in parts.values():
        if len(Counter(row.person_id for row in members)) < 10:
            yield members
