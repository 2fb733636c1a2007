"""Releases that count people without newer follow-ups, which few have, and add these later.

The solver of `test_disclosure` is given the tables of ten releases: of whole contributions, and of
the scores of follow-ups alone.
"""

import json
from dataclasses import replace

import pytest

from assessments.analysis.contributions import (
    Contribution,
    FollowUp,
    split_parts,
    without_new_follow_ups,
)
from assessments.analysis.disclosure import POOL, Change, Move, Plan, plan_release
from tests.unit.assessments.test_disclosure import (
    REFRESHES,
    SEED,
    ScoredProgramme,
    fewest_people,
    leaks,
)

SCORE = frozenset({"score"})
TESTS, FOLLOW_UP = frozenset({"tests"}), frozenset({"tests", "test-3"})
GROUPS = ("teacher", "P1", "O1", "K1")


class ProgrammeOfFollowUps(ScoredProgramme):
    """People who may be counted without a new score, as their version before the score.

    `shows` says what is published: everything ("all"), or scores alone ("scores").
    """

    def __init__(self, seed, shows, plan=plan_release):
        self.without = {}  # version: the same without its score
        self.shows = shows
        self.moves = {}
        super().__init__(seed, lambda people: self._plan(plan, people))

    def _plan(self, plan, people):
        planned = plan(people)
        self.held_back = planned.held_back
        return planned

    def _move(self, person):
        move = super()._move(person)
        if move and move.groups and move.new_parts:
            _cells, counted = self.counted.get(person, (None, None))
            if counted != self._without_score(person):
                kept = self.scores.get(counted) is not None and move.counted != move.groups
                other = SCORE if kept else frozenset()
                move = replace(move, without_follow_ups=Change(True, frozenset(), other))
        self.moves[person] = move
        return move

    def _without_score(self, person):
        version = self.people[person][1]
        if version not in self.without:
            base = self.without[version] = len(self.versions)
            self.versions[base] = self.versions[version]
            self.scores[base] = self.scores.get(self.counted.get(person, (None, None))[1])
        return self.without[version]

    def _apply(self, person, cells):
        super()._apply(person, cells)
        if cells is not None and self.moves[person] in self.held_back:
            self.counted[person] = (cells, self._without_score(person))

    def _publish(self):
        if self.shows == "scores":
            super()._publish()
        else:
            super(ScoredProgramme, self)._publish()


def run(seed, shows, plan=plan_release):
    programme = ProgrammeOfFollowUps(seed, shows, plan)
    for _ in range(REFRESHES):
        programme.refresh()
    return programme


def careless(people):
    """Hold back whatever can be, and count everybody in their own groups at once."""
    return Plan(
        {move: move.groups for move in people},
        frozenset(move for move in people if move.without_follow_ups),
    )


@pytest.mark.slow
@pytest.mark.parametrize("shows", ["all", "scores"])
@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_ten_refreshes_reveal_nobody_whose_follow_up_was_held_back(seed, shows):
    programme = run(seed, shows)
    assert not leaks(programme)
    assert fewest_people(programme) >= 10
    assert len(programme.without) > 20


@pytest.mark.slow
def test_the_solver_finds_what_a_careless_plan_reveals():
    assert any(leaks(run(seed, "all", careless)) for seed in range(SEED, SEED + 3))


def people_with_follow_up(groups=GROUPS, **facts):
    return Move(None, groups, new_parts=FOLLOW_UP, without_follow_ups=Change(True, TESTS), **facts)


def test_nine_with_a_follow_up_are_counted_without_it_and_ten_with_it():
    others = Move(None, GROUPS, new_parts=TESTS)
    rare = people_with_follow_up()
    plan = plan_release({others: 12, rare: 9})
    assert (plan.cells.keys(), plan.held_back) == ({others, rare}, {rare})
    plan = plan_release({others: 12, rare: 10})
    assert (plan.cells.keys(), plan.held_back) == ({others, rare}, frozenset())


def test_nine_without_and_nine_with_a_follow_up_protect_each_other():
    others, rare = Move(None, GROUPS, new_parts=TESTS), people_with_follow_up()
    plan = plan_release({others: 9, rare: 9})
    assert (plan.cells.keys(), plan.held_back) == ({others, rare}, {rare})


def test_a_pool_with_the_follow_up_comes_before_the_own_group_without_it():
    rare = people_with_follow_up(("cso", *GROUPS[1:]), may_pool=True)
    others = Move(None, rare.groups, new_parts=TESTS)
    pooled = replace(rare, groups=(POOL, *GROUPS[1:]))
    plan = plan_release({others: 20, rare: 1, pooled: 9})
    assert POOL in plan.cells[rare]
    assert plan.held_back == frozenset()


def test_a_follow_up_alone_waits_until_ten_have_it():
    later = Move(GROUPS, GROUPS, new_parts=frozenset({"test-3"}))
    assert plan_release({later: 9, Move(None, GROUPS, new_parts=TESTS): 30}).cells.keys() == {
        Move(None, GROUPS, new_parts=TESTS)
    }
    assert plan_release({later: 10}).cells == {later: GROUPS}


def test_a_small_course_counts_all_in_no_group_rather_than_a_few_in_theirs():
    teachers = {
        Move(None, ("teacher", f"P{n}", "-", f"K{n}"), may_pool=True, new_parts=TESTS): 1
        for n in range(14)
    }
    others = {
        Move(None, ("cso", f"P{n}", "-", f"K{n}"), may_pool=True, new_parts=TESTS): 1
        for n in range(9)
    }
    plan = plan_release(teachers | others)
    assert set(plan.cells.values()) == {(POOL,) * 4}
    assert len(plan.cells) == 23


BASE = Contribution(("registered", "asked-3", "pre", "post"), 50.0, 75.0, "AB")
WITH_FOLLOW_UP = replace(
    BASE,
    stages=(*BASE.stages, "follow_up", "rated-3", "tested-3"),
    follow_ups={"3": FollowUp(60.0, {}, {"Q1": "a"})},
).as_text()


def test_a_contribution_without_new_follow_ups_is_one_from_before():
    assert without_new_follow_ups(WITH_FOLLOW_UP, None) == BASE.as_text()
    assert without_new_follow_ups(BASE.as_text(), None) is None
    assert without_new_follow_ups(WITH_FOLLOW_UP, BASE.as_text()) is None  # nothing else is new


def test_follow_ups_that_were_released_stay():
    stages, *values = json.loads(WITH_FOLLOW_UP)
    values[-1]["6"] = [70.0, {}, {}]
    newer = json.dumps([[*stages, "tested-6"], *values])
    assert without_new_follow_ups(newer, WITH_FOLLOW_UP) is None
    rescored = newer.replace("75.0", "80.0")
    trimmed = without_new_follow_ups(rescored, WITH_FOLLOW_UP)
    assert split_parts(trimmed)["tests"][1] == 80.0
    assert "test-3" in split_parts(trimmed)
    assert "6" not in json.loads(trimmed)[-1]
    assert "tested-6" not in trimmed
