"""Releases of figures, against a solver that is given all tables of all refreshes.

The solver knows who is counted in which cell at each release, and all sums over cells. It derives
what lies in the row space of these sums, over all dimensions and refreshes together.
"""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from assessments.analysis import disclosure
from assessments.analysis.disclosure import DIMENSIONS, POOL, Move, plan_release

SEED = 20261129
REFRESHES = 10
MINIMUM = 10
TOLERANCE = 1e-7


class Programme:
    """People of a course who arrive, change and leave; what is published of them.

    Cohorts lie in organisations, which lie in provinces, but a few people say another province.
    """

    ARRIVALS = (1, 3, 7, 12, 25)  # people of a cohort who come before a refresh

    def __init__(self, seed, plan=plan_release):
        self.random, self.plan = Random(seed), plan  # noqa: S311  the same people each time
        self.people = {}  # person: [groups, current version, is gone, release of arrival]
        self.counted = {}  # person: (cells, version)
        self.released = set()  # versions
        self.releases = []  # by release, by dimension and cell: versions
        self.versions = {}  # version: (person, groups)
        self.time = 0

    def refresh(self):
        self.time += 1
        self._arrive()
        self._change()
        self._leave()
        moves = {}
        for person in self.people:
            if (move := self._move(person)) is not None:
                moves.setdefault(move, []).append(person)
        plan = self.plan({move: len(people) for move, people in moves.items()})
        for move, cells in plan.cells.items():
            for person in moves[move]:
                self._apply(person, cells)
        self._publish()

    def _arrive(self):
        for cohort in self.random.sample(range(14), 6):
            organisation = cohort // 2
            for _ in range(self.random.choice(self.ARRIVALS)):
                province = organisation // 2
                if self.random.random() < 0.06:
                    province = self.random.randrange(4)
                role = self.random.choices(("teacher", "cso", "patbm"), (8, 2, 1))[0]
                groups = (role, f"P{province}", f"O{organisation}", f"K{cohort}")
                person = len(self.people)
                self.people[person] = [groups, None, False, self.time]
                self._new_version(person)

    def _new_version(self, person):
        version = len(self.versions)
        self.versions[version] = (person, self.people[person][0])
        self.people[person][1] = version

    def _change(self):
        share = self.random.choice((0.02, 0.1, 0.4))
        for person, state in self.people.items():
            if not state[2] and self.random.random() < share:
                self._new_version(person)

    def _leave(self):
        for state in self.people.values():
            state[2] = state[2] or self.random.random() < 0.01

    def _move(self, person):
        groups, version, is_gone, arrived = self.people[person]
        cells, counted_version = self.counted.get(person, (None, None))
        if is_gone:
            return Move(cells, None) if cells else None
        if version == counted_version:
            return None
        return Move(cells, groups, may_pool=self.time - arrived >= 2)

    def _apply(self, person, cells):
        if cells is None:
            del self.counted[person]
        else:
            self.counted[person] = (cells, self.people[person][1])

    def _publish(self):
        cells = {}
        for person_cells, version in self.counted.values():
            for place in zip(DIMENSIONS, person_cells, strict=True):
                cells.setdefault(place, set()).add(version)
        self.releases.append(cells)

    def people_in(self, dimension, group, release):
        """Versions counted at a release of the people of a group, in whichever cell."""
        index = DIMENSIONS.index(dimension)
        everyone = set().union(*(self.releases[release].values() or [set()]))
        return {v for v in everyone if self.versions[v][1][index] == group}


class Solver:
    """Derives sums of versions from the sums over all cells of all releases."""

    def __init__(self, programme):
        self.size = len(programme.versions)
        sets = {frozenset(c) for cells in programme.releases for c in cells.values()}
        self.rows = np.array([self._indicator(dict.fromkeys(s, 1)) for s in sets])
        _u, values, basis = np.linalg.svd(self.rows, full_matrices=False)
        self.basis = basis[values > 1e-9 * values[0]]

    def _indicator(self, coefficients):
        vector = np.zeros(self.size)
        for version, value in coefficients.items():
            vector[version] = value
        return vector

    def derives(self, coefficients):
        target = self._indicator(coefficients)
        outside = target - self.basis.T @ (self.basis @ target)
        return np.linalg.norm(outside) < TOLERANCE * np.linalg.norm(target)

    def derived_versions(self):
        """Single versions that can be derived, all at once."""
        return np.flatnonzero((self.basis**2).sum(axis=0) > 1 - TOLERANCE)

    def bounds(self, versions, values):
        """Least and greatest possible sum of these versions, if each is between 0 and 1."""
        target = self._indicator(dict.fromkeys(versions, 1))
        known = self.rows @ values
        limits = [
            linprog(sign * target, A_eq=self.rows, b_eq=known, bounds=(0, 1)).fun
            for sign in (1, -1)
        ]
        return limits[0], -limits[1]


def secrets(programme):
    """Sums that nobody may learn: of a group or its change, of fewer than ten people."""
    groups = {
        (dimension, group)
        for _person, own in programme.versions.values()
        for dimension, group in zip(DIMENSIONS, own, strict=True)
    }
    for dimension, group in sorted(groups):
        by_release = [
            programme.people_in(dimension, group, release)
            for release in range(len(programme.releases))
        ]
        for later, after in enumerate(by_release):
            pooled = after & programme.releases[later].get((dimension, POOL), set())
            for hidden in (after, pooled, after - pooled):
                if 0 < people_among(programme, hidden) < MINIMUM:
                    yield dict.fromkeys(hidden, 1)
            for before in by_release[:later]:
                changed = before ^ after
                if 0 < people_among(programme, changed) < MINIMUM:
                    yield {v: 1 if v in after else -1 for v in changed}


def crossings(programme):
    """People of two groups of two dimensions at the last release, fewer than ten."""
    last = len(programme.releases) - 1
    parts = {}
    everyone = set().union(*programme.releases[last].values())
    for version in everyone:
        own = programme.versions[version][1]
        for a in range(4):
            for b in range(a):
                parts.setdefault((a, own[a], b, own[b]), set()).add(version)
    for versions in parts.values():
        if people_among(programme, versions) < MINIMUM:
            yield dict.fromkeys(versions, 1)


def people_among(programme, versions):
    return len({programme.versions[version][0] for version in versions})


def leaks(programme):
    solver = Solver(programme)
    derived = [{int(v): 1} for v in solver.derived_versions()]
    derived += [s for s in secrets(programme) if solver.derives(s)]
    return derived + [s for s in crossings(programme) if solver.derives(s)]


def fewest_people(programme, tries=60):
    """People of the smallest combination of published sums that a search finds.

    For versions of few people, the search minimises the absolute values of a combination that has
    this version: such combinations have few versions (basis pursuit).
    """
    sums = sorted(
        {frozenset(c) for cells in programme.releases for c in cells.values()}, key=sorted
    )
    alike = {}
    for version in set().union(*sums):
        alike.setdefault(tuple(version in versions for versions in sums), set()).add(version)
    table = np.array(list(alike), dtype=float)  # a row for all versions of the same sums
    people = np.array([people_among(programme, versions) for versions in alike.values()])
    count, width = table.shape
    bounds_of_values = np.block([[table, -np.eye(count)], [-table, -np.eye(count)]])
    fewest = people.sum()
    for index in [index for index in range(count) if people[index] < MINIMUM][:tries]:
        solution = linprog(
            np.concatenate([np.zeros(width), people]),
            A_ub=bounds_of_values,
            b_ub=np.zeros(2 * count),
            A_eq=np.concatenate([table[index], np.zeros(count)])[np.newaxis],
            b_eq=[1],
            bounds=[(None, None)] * width + [(0, None)] * count,
        ).x
        values = table @ solution[:width]
        used = [
            v for v, value in zip(alike.values(), values, strict=True) if abs(value) > TOLERANCE
        ]
        fewest = min(fewest, people_among(programme, set().union(*used)))
    return fewest


def run(seed, plan=plan_release):
    programme = Programme(seed, plan)
    for _ in range(REFRESHES):
        programme.refresh()
    return programme


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + 5))
def test_ten_refreshes_reveal_nobody_and_no_small_group(seed):
    programme = run(seed)
    assert not leaks(programme)
    # A plan that publishes nothing would pass as well: most people and cells are there.
    alive = [state for state in programme.people.values() if not state[2]]
    assert len(programme.counted) > 0.6 * len(alive)
    assert len(programme.releases[-1]) > 15
    assert len(list(secrets(programme))) > 20


class ScoredProgramme(Programme):
    """Most people arrive without a score, which some get later; only scores are secret.

    The releases hold scores instead of versions: the version in which a person got the score.
    """

    def __init__(self, seed, plan=plan_release):
        self.scores = {}  # version: version with the same score, or None
        super().__init__(seed, plan)

    def _new_version(self, person):
        before = self.scores.get(self.people[person][1])
        super()._new_version(person)
        version = self.people[person][1]
        is_new = self.random.random() < 0.3
        self.scores[version] = version if is_new else before

    def _move(self, person):
        move = super()._move(person)
        if move is None:
            return None
        groups, version, _is_gone, _arrived = self.people[person]
        cells, counted = self.counted.get(person, (None, None))
        before = self.scores.get(counted)
        after = self.scores[version] if move.groups else None
        new = frozenset({"score"} if after not in (None, before) else ())
        is_touched = after != before or (cells != groups and before is not None)
        return replace(
            move, new_parts=new, other_parts=frozenset({"score"} if is_touched else ()) - new
        )

    def _publish(self):
        super()._publish()
        self.releases[-1] = {
            place: scores
            for place, versions in self.releases[-1].items()
            if (scores := {self.scores[v] for v in versions} - {None})
        }


def run_scored(seed, plan=plan_release):
    programme = ScoredProgramme(seed, plan)
    for _ in range(REFRESHES):
        programme.refresh()
    return programme


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_people_without_a_score_protect_none(seed):
    programme = run_scored(seed)
    assert not leaks(programme)
    scored = [
        person
        for person, state in programme.people.items()
        if not state[2] and programme.scores[state[1]] is not None
    ]
    counted = [
        person
        for person in scored
        if programme.scores.get(programme.counted.get(person, (None, None))[1]) is not None
    ]
    assert len(counted) > 0.55 * len(scored)


def without_parts(people):
    """Regard contributions as a whole: whoever is new protects every score."""
    whole = {}
    for move, number in people.items():
        plain = replace(move, new_parts=frozenset(), other_parts=frozenset())
        whole[plain] = whole.get(plain, 0) + number
    cells = plan_release(whole).cells
    return disclosure.Plan(
        {
            move: cells[plain]
            for move in people
            if (plain := replace(move, new_parts=frozenset(), other_parts=frozenset())) in cells
        }
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_no_combination_rests_on_fewer_than_ten(seed):
    assert fewest_people(run(seed)) >= MINIMUM
    assert fewest_people(run_scored(seed)) >= MINIMUM


@pytest.mark.slow
def test_the_search_finds_combinations_of_weaker_rules():
    assert fewest_people(run(SEED, of_three)) < MINIMUM
    assert fewest_people(run(SEED, leaving_at_once)) < MINIMUM
    assert fewest_people(run_scored(SEED, without_parts)) < MINIMUM


@pytest.mark.slow
def test_the_solver_finds_scores_that_wholes_reveal():
    assert any(leaks(run_scored(seed, without_parts)) for seed in range(SEED, SEED + 3))


def careless(people):
    """Everybody at once in their own cells."""
    return disclosure.Plan({move: move.groups for move in people})


def by_cell(people):
    """Ten new answers in each cell, without regard to what cells of other dimensions reveal."""
    chosen = dict(people)
    while True:
        sizes = {}
        for move, number in chosen.items():
            for place in enumerate(move.groups or move.counted):
                sizes[place] = sizes.get(place, 0) + (number if move.groups else 0)
        low = {place for place, number in sizes.items() if number < MINIMUM}
        bad = [m for m in chosen if low & set(enumerate(m.groups or m.counted))]
        if not bad:
            return disclosure.Plan({move: move.groups for move in chosen})
        for move in bad:
            del chosen[move]


def of_three(people):
    return plan_release(people, minimum=3)


def leaving_at_once(people):
    """A safe plan for everybody else, but people leave the figures whenever they like."""
    staying = {move: number for move, number in people.items() if move.groups}
    leaving = {move: None for move in people if not move.groups}
    return disclosure.Plan({**plan_release(staying).cells, **leaving})


@pytest.mark.slow
@pytest.mark.parametrize("plan", [careless, by_cell, of_three, leaving_at_once])
def test_the_solver_finds_what_weaker_rules_reveal(plan):
    assert any(leaks(run(seed, plan)) for seed in range(SEED, SEED + 3))


def test_bounds_do_not_pin_down_a_hidden_group():
    programme = run(SEED)
    solver = Solver(programme)
    random = np.random.default_rng(SEED)
    values = random.uniform(0.2, 0.8, solver.size)
    hidden = [s for s in secrets(programme) if set(s.values()) == {1}]
    for secret in hidden[:: max(1, len(hidden) // 8)]:
        low, high = solver.bounds(secret, values)
        assert high - low > 0.2


TEACHER = ("teacher", "P1", "O1", "K1")
OTHER = ("cso", "P1", "O1", "K1")


def test_ten_new_people_are_released_and_nine_wait():
    assert plan_release({Move(None, TEACHER): 10}).cells == {Move(None, TEACHER): TEACHER}
    assert plan_release({Move(None, TEACHER): 9}).is_empty
    assert plan_release({}).is_empty


def test_a_single_person_of_a_role_waits_or_is_pooled():
    many, single = Move(None, TEACHER), Move(None, OTHER)
    assert plan_release({many: 30, single: 1}).cells == {many: TEACHER}
    pooled = Move(None, OTHER, may_pool=True)
    others = Move(None, (POOL, "P1", "O1", "K1"))
    assert plan_release({many: 30, pooled: 1, others: 10}).cells[pooled] == (POOL, *OTHER[1:])


def test_nine_changes_wait_and_ten_are_shown():
    change = Move(TEACHER, TEACHER)
    assert plan_release({change: 9}).is_empty
    assert plan_release({change: 10}).cells == {change: TEACHER}


def test_a_person_leaves_with_ten_new_answers_in_the_same_cells():
    gone, new = Move(TEACHER, None), Move(None, TEACHER)
    assert plan_release({gone: 10}).is_empty
    assert plan_release({gone: 1, new: 9}).is_empty
    assert plan_release({gone: 1, new: 10}).cells == {gone: None, new: TEACHER}


def test_answers_published_before_protect_nobody():
    again = Move(TEACHER, TEACHER, is_new_answer=False)
    assert plan_release({again: 50}).is_empty
    change = Move(TEACHER, TEACHER)
    assert plan_release({again: 50, change: 9}).is_empty
    assert plan_release({again: 50, change: 10}).cells == {again: TEACHER, change: TEACHER}


def test_a_cohort_is_not_the_difference_of_its_organisation():
    large, small = Move(None, TEACHER), Move(None, ("teacher", "P1", "O1", "K2"))
    assert plan_release({large: 30, small: 5}).cells == {large: TEACHER}
    assert plan_release({large: 30, small: 10}).cells.keys() == {large, small}


def test_ten_people_who_only_register_do_not_protect_a_score():
    new, scored = Move(None, TEACHER), Move(TEACHER, TEACHER, new_parts=frozenset({"tests"}))
    assert plan_release({new: 30, scored: 9}).cells == {new: TEACHER}
    assert plan_release({new: 30, scored: 10}).cells.keys() == {new, scored}


def test_five_scores_of_a_cohort_are_not_the_difference_of_its_organisation():
    tests = frozenset({"tests"})
    other = ("teacher", "P1", "O1", "K2")
    large = Move(None, TEACHER, new_parts=tests)
    small, without = Move(None, other, new_parts=tests), Move(None, other)
    plan = plan_release({large: 20, small: 5, without: 10})
    assert plan.cells.keys() == {large, without}


def test_a_score_leaves_with_ten_new_scores():
    tests = frozenset({"tests"})
    gone = Move(TEACHER, None, other_parts=tests)
    new, scored = Move(None, TEACHER), Move(None, TEACHER, new_parts=tests)
    assert plan_release({gone: 1, new: 20}).cells == {new: TEACHER}
    assert plan_release({gone: 1, scored: 10}).cells.keys() == {gone, scored}


def bulk(seed, size=500):
    """People who all come at once, long after they registered; some have scores."""
    random = Random(seed)  # noqa: S311
    provinces = [f"P{number}" for number in range(38)]
    weights = [random.choice((1, 4, 8, 40)) for _ in provinces]
    people = {}
    for _ in range(size):
        cohort = random.randrange(13)
        role = random.choices(("teacher", "cso", "patbm"), (5, 3, 3))[0]
        province = random.choices(provinces, weights)[0]
        organisation = f"O{cohort}" if cohort else "-"
        parts = frozenset(("pre", "tests", "test-3")[: random.choice((0, 1, 2, 2, 3))])
        move = Move(
            None,
            (role, province, organisation, f"K{cohort}"),
            may_pool=True,
            new_parts=parts,
        )
        people[move] = people.get(move, 0) + 1
    return people


@pytest.mark.parametrize("seed", range(4))
def test_a_first_release_counts_whom_a_second_could_count(seed):
    """With nobody new, a second release would have only those who were left out."""
    people = bulk(seed)
    plan = plan_release(people)
    rest = {move: n for move, n in people.items() if move not in plan.cells}
    assert sum(people[move] for move in plan.cells) > 0.6 * sum(people.values())
    assert plan_release(rest).is_empty
