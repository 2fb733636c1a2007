"""Answers and stages of ten refreshes, against a solver that is given every number shown.

Answers to the questions of follow-ups and shares of sure people are of everybody; the solver knows
how many people came with each refresh. Stages stand in tables of all groupings; the solver knows
the people with both tests of each cell.
"""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from assessments.analysis.disclosure import DIMENSIONS
from assessments.analysis.outcomes.answer_cells import AnswerCounts, Asked, renew_answers
from lms.workflows.evaluation.figures import stage_number
from tests.unit.assessments.test_disclosure import REFRESHES, SEED, run_scored

MINIMUM = 10
CONCERNS = {
    "distress": (("3", "4"), {"1": 60, "2": 20, "3": 12, "4": 4, "": 4}),
    "tasks": ((), {"1": 12, "2": 26, "3": 41, "4": 21, "": 2}),
    "sure": ((), {"sure": 55, "not-sure": 45}),
}
ARRIVALS = (10, 14, 25, 60, 120)
KEY = "question"


def at_each_release(before, now, **_options):
    """A weaker rule: whatever has ten people, at each release."""
    asked = now[KEY]
    small = {answer for answer, n in asked.people.items() if 0 < n < MINIMUM}
    return {**before, KEY: AnswerCounts(asked.people, frozenset(small))}


def of_three(before, now):
    """A weaker rule: three people more of each answer."""
    return renew_answers(before, now, minimum=3)


class Questionnaire:
    """People who answer before each refresh; what is published of them."""

    def __init__(self, seed, name, renew=renew_answers):
        draw = Random(seed)  # noqa: S311
        self.apart, weights = CONCERNS[name]
        self.answers = list(weights)
        self.people = []  # by refresh: people by answer
        self.published = []  # (refresh, counts)
        before = {}
        for time in range(REFRESHES):
            chosen = draw.choices(self.answers, weights.values(), k=draw.choice(ARRIVALS))
            self.people.append({answer: chosen.count(answer) for answer in self.answers})
            now = {a: sum(of[a] for of in self.people) for a in self.answers}
            after = renew(before, {KEY: Asked(now, self.apart)})
            if after != before:
                self.published.append((time, after[KEY]))
            before = after

    def sums(self):
        """Rows of what is known: people of each refresh, and numbers of each publication."""
        for time in range(REFRESHES):
            yield self.cell([time], self.answers)
        for time, counts in self.published:
            times = range(time + 1)
            for answer in self.answers:
                if counts.shown(answer) is not None:
                    yield self.cell(times, [answer])
            if self.apart:
                yield self.cell(times, self.apart)

    def cell(self, times, answers):
        row = np.zeros((REFRESHES, len(self.answers)))
        for answer in answers:
            row[list(times), self.answers.index(answer)] = 1
        return row.ravel()

    @property
    def truth(self):
        return np.array([of[a] for of in self.people for a in self.answers], dtype=float)

    def secrets(self):
        """People of some refreshes in a row with some answers, if they are fewer than ten."""
        spans = [range(a, b) for a, b in combinations(range(REFRESHES + 1), 2)]
        few = [set(c) for size in (1, 2) for c in combinations(self.answers, size)]
        for times in spans:
            for answers in few:
                cell = self.cell(times, answers)
                if len(answers) < len(self.answers) and 0 < cell @ self.truth < MINIMUM:
                    yield cell

    def leaks(self):
        rows = np.array(list(self.sums()))
        _u, values, basis = np.linalg.svd(rows, full_matrices=False)
        basis = basis[values > 1e-9 * values[0]]
        for cell in self.secrets():
            outside = cell - basis.T @ (basis @ cell)
            if np.linalg.norm(outside) < 1e-7 * np.linalg.norm(cell):
                yield cell

    def width(self, cell):
        """How far apart the least and the greatest possible number of a cell are."""
        rows = np.array(list(self.sums()))
        known = rows @ self.truth
        low, high = (
            linprog(sign * cell, A_eq=rows, b_eq=known, bounds=(0, None), method="highs").fun
            for sign in (1, -1)
        )
        return -high - low


@pytest.mark.parametrize("name", CONCERNS)
@pytest.mark.parametrize("seed", range(SEED, SEED + 20))
def test_no_few_people_with_an_answer_are_derived(name, seed):
    questionnaire = Questionnaire(seed, name)
    assert next(questionnaire.leaks(), None) is None
    cells = list(questionnaire.secrets())
    for cell in cells[:: max(1, len(cells) // 4)]:
        assert questionnaire.width(cell) > 0.9  # two numbers are possible


def test_questions_are_published_again_and_again():
    """A rule that publishes nothing would pass as well."""
    for name in CONCERNS:
        numbers = [len(Questionnaire(seed, name).published) for seed in range(SEED, SEED + 20)]
        assert min(numbers) >= 1
        assert max(numbers) >= 3


@pytest.mark.parametrize("rule", [at_each_release, of_three])
def test_the_solver_finds_what_weaker_rules_tell(rule):
    for name in CONCERNS:
        found = (Questionnaire(seed, name, rule).leaks() for seed in range(SEED, SEED + 10))
        assert any(next(leaks, None) is not None for leaks in found)


def test_answers_of_few_are_joined_on_their_side():
    people = {"1": 60, "2": 12, "3": 24, "4": 8, "": 2}
    counts = renew_answers({}, {KEY: Asked(people, ("3", "4"))})[KEY]
    assert counts.joined == {"2", "", "3", "4"}
    assert counts.shown("1") == 60
    assert counts.share(("3", "4")).count == 32


def test_what_was_published_stays_until_each_number_has_ten_more():
    first = renew_answers({}, {KEY: Asked({"sure": 20, "not": 15})})
    assert renew_answers(first, {KEY: Asked({"sure": 60, "not": 24})}) == first
    later = renew_answers(first, {KEY: Asked({"sure": 30, "not": 25})})
    assert later[KEY].people == {"sure": 30, "not": 25}


def test_few_concerns_and_single_numbers_are_not_published():
    assert renew_answers({}, {KEY: Asked({"1": 50, "3": 9}, ("3",))}) == {}
    assert renew_answers({}, {KEY: Asked({"1": 50, "3": 9})}) == {}
    assert renew_answers({}, {KEY: Asked({})}) == {}


def test_an_answer_that_nobody_chose_is_shown():
    counts = renew_answers({}, {KEY: Asked({"1": 50, "2": 12, "": 0})})[KEY]
    assert counts.joined == frozenset()
    assert AnswerCounts.from_json(counts.as_json()) == counts


def cells_of(programme, draw):
    """People counted at the last release by cells: a few without both tests, and with both."""
    without, scored = {}, {}
    for cells, version in programme.counted.values():
        if programme.scores[version] is not None:
            scored[cells] = scored.get(cells, 0) + 1
        elif draw.random() < 0.15:
            without[cells] = without.get(cells, 0) + 1
    return without, scored


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + 5))
def test_stages_of_all_groupings_tell_of_no_few_people(seed):
    """Those who have not reached the next stage: the tables of all groupings fix no number."""
    without, scored = cells_of(run_scored(seed), Random(seed))  # noqa: S311
    patterns = sorted({*without, *scored})
    truth = np.array([without.get(cells, 0) for cells in patterns])
    rows, limits, secrets = [], [], []
    for index in range(len(DIMENSIONS)):
        for group in sorted({cells[index] for cells in patterns}):
            row = np.array([float(cells[index] == group) for cells in patterns])
            matched = sum(n for cells, n in scored.items() if cells[index] == group)
            matched = matched if matched >= MINIMUM else 0
            hidden = int(row @ truth)
            shown = stage_number(hidden + matched, matched)
            rest = (shown or matched) - matched
            rows += [row, -row]
            limits += [rest + MINIMUM - 1, -rest]
            if 0 < hidden < MINIMUM:
                secrets.append(row)
    assert len(secrets) > 3
    for secret in secrets:
        low, high = (
            linprog(sign * secret, A_ub=np.array(rows), b_ub=limits, method="highs").fun
            for sign in (1, -1)
        )
        assert -high - low > 0.9
