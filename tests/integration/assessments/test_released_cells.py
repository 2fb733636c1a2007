"""Answers to items by ten refreshes, against a solver that is given what the pages show.

The job refreshes a seeded programme ten times, with few and many who come, withdraw, are erased,
merged and rescored. After each refresh the solver reads the read models that pages, API, files and
commands draw from: results of everyone and of each role with objectives and ranges of scores, items
and options of each form, people by range of totals, and the history of items. It also knows who is
counted in which group, and who took which form. Unknown is who knows what. No fewer than ten people
of one answer may follow, of those who are counted or of those who came between two refreshes.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linprog
from sqlalchemy import delete, select

from assessments.analysis.contributions import Contribution
from assessments.analysis.outcomes import item_cells
from assessments.analysis.outcomes.item_cells import FormItems, publish_items
from assessments.evaluation.models import EvaluationMember
from assessments.evaluation.queries import get_item_keys, get_release
from courses.enrolment.models import Enrolment
from lms.accounts.consents.service import give_consents
from lms.accounts.models import Consent
from lms.workflows.accounts.change_consent import change_consent
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.evaluation.example_programme import fill_with_learners
from lms.workflows.evaluation.overview import Choice, read_overview
from lms.workflows.evaluation.releases import form_items
from lms.workflows.evaluation.releases.form_items import FormPublication
from lms.workflows.evaluation.test_history import read_test_history
from lms.workflows.evaluation.test_quality import read_test_quality
from lms.workflows.evaluation.test_scale import read_test_scale
from tests.integration.assessments.attempt_times import START
from tests.integration.assessments.evaluation_world import evaluate

REFRESHES = 10
MINIMUM = 10
NOW = START + timedelta(days=300)
ARRIVALS = (3, 9, 15, 15, 40, 90)
ROLE = 0  # index in the cells of a person


class Programme:
    """A seeded programme whose people agree to evaluation bit by bit, and what is shown of it."""

    def __init__(self, app, new_session, write, version_id, seed):
        self.app, self.new_session, self.write = app, new_session, write
        self.version_id, self.random = version_id, Random(seed)  # noqa: S311
        self.now = NOW
        write(fill_with_learners, course_version_id=version_id, count=460, seed=seed, now=NOW)
        write(lambda session: session.execute(delete(Consent)))
        with new_session() as session:
            by_time = select(Enrolment.person_id).order_by(Enrolment.started_at)
            self.outside = list(session.scalars(by_time))
        self.random.shuffle(self.outside)
        self.inside = []
        self.counted = []  # by refresh: (role, contribution as text) by member
        self.shown = []  # by refresh

    def run(self):
        self._come(150)
        for number in range(REFRESHES):
            if number:
                self._come(self.random.choice(ARRIVALS))
                self._leave(self.random.choice((0, 1, 2)))
            self.now += timedelta(days=self.random.choice((2, 20, 95)))
            evaluate(self.app, self.new_session, self.version_id, now=self.now)
            with self.new_session() as session:
                self._look(session)
        return self

    def _come(self, number):
        for _ in range(min(number, len(self.outside))):
            person = self.outside.pop()
            self.inside.append(person)
            self.write(give_consents, person, purposes=("evaluation",), now=self.now)

    def _leave(self, number):
        for _ in range(number):
            person = self.inside.pop(self.random.randrange(len(self.inside)))
            if self.random.random() < 0.5:
                self.write(erase_person, person, certificate_choices={}, now=self.now)
            else:
                withdrawal = {"purpose": "evaluation", "action": "withdraw"}
                self.write(change_consent, person, now=self.now, **withdrawal)

    def _look(self, session):
        rows = session.scalars(
            select(EvaluationMember).where(EvaluationMember.counted.is_not(None))
        )
        self.counted.append({row.id: (row.cells[ROLE], row.counted) for row in rows})
        release = get_release(session, self.version_id)
        views = {"": self._overview(session, "")}
        for role in {role for role, _text in self.counted[-1].values()}:
            views[role] = self._overview(session, role)
        self.shown.append(
            SimpleNamespace(
                number=release.number,
                at=release.released_at,
                overview=views,
                quality=read_test_quality(session, self.version_id, "post"),
                scale=read_test_scale(session, self.version_id, "post"),
                history=read_test_history(session, self.version_id, "post"),
            )
        )

    def _overview(self, session, role):
        choice = Choice("role", role) if role else Choice()
        return read_overview(session, self.version_id, choice, language="en")


class Solver:
    """What follows from everything that was shown.

    `patterns` are people who took the same form and are counted at the same refreshes in the same
    roles. Unknown is how many of a pattern give which answer.
    """

    def __init__(self, programme, keys):
        self.shown, self.keys = programme.shown, keys
        self.times = {view.at: number for number, view in enumerate(programme.shown)}
        people = defaultdict(dict)
        for number, counted in enumerate(programme.counted):
            for member, (role, text) in counted.items():
                people[member, text][number] = role
        self.answers = defaultdict(list)  # answers to the form by pattern
        for (_member, text), roles in people.items():
            form = Contribution.from_text(text).forms.get("post")
            if form is not None:
                self.answers[form.form, tuple(sorted(roles.items()))].append(form)
        self.patterns = sorted(self.answers)

    def those(self, number, *, form=None, role="", without=None):
        """The patterns counted at a refresh, and not at the one `without`."""
        for index, (of_form, roles) in enumerate(self.patterns):
            at = dict(roles)
            is_meant = form in (None, of_form) and number in at and role in ("", at[number])
            if is_meant and without not in at:
                yield index

    def sets_of_people(self, form):
        """People counted at a refresh, and those who came or left between two."""
        for number in range(REFRESHES):
            yield frozenset(self.those(number, form=form))
            for other in range(REFRESHES):
                if other != number:
                    yield frozenset(self.those(number, form=form, without=other))

    def facts_of_items(self):
        """Yield sums of people who know items: coefficient by pattern and item, and the value."""
        for number, view in enumerate(self.shown):
            for form in view.quality.forms:
                at = self.times[form.released_at]
                people = list(self.those(at, form=form.form))
                codes = [key.item for key in self.keys[form.form]]
                if form.test:
                    yield {(p, c): 1.0 for p in people for c in codes}, form.test.mean * form.n
                for item in form.items:
                    if item.facility is not None:
                        yield {(p, item.code): 1.0 for p in people}, item.facility * form.n
            for role, overview in view.overview.items():
                if overview.figures is not None:
                    yield from self.facts_of_objectives(number, role, overview.figures)
            for history in view.history.forms:
                yield from self.facts_of_periods(history)

    def facts_of_objectives(self, number, role, figures):
        for row in figures.objectives:
            coefficients = {}
            for pattern in self.those(number, role=role):
                keys = self.keys[self.patterns[pattern][0]]
                objectives = [k.objective for k in keys if self.is_in(k.objective, row.code)]
                for key in (k for k in keys if k.objective in objectives):
                    share = 1 / len({*objectives}) / objectives.count(key.objective)
                    coefficients[pattern, key.item] = 100 * share
            assert coefficients
            yield coefficients, row.post * row.n

    @staticmethod
    def is_in(objective, code):
        """Whether an objective has this code, or is in the module with it."""
        return code in (objective, objective.split("-")[0])

    def facts_of_periods(self, history):
        for item in history.items:
            for period, facility in zip(history.periods, item.facilities, strict=True):
                if facility is None:
                    continue
                end = self.times[period.ends_at]
                row = {(p, item.code): 1.0 for p in self.those(end, form=history.form)}
                if period.begins_at is not None:
                    begin = self.times[period.begins_at]
                    for pattern in self.those(begin, form=history.form):
                        row[pattern, item.code] = row.get((pattern, item.code), 0.0) - 1.0
                yield row, facility * period.n

    def known(self, pattern, code):
        return sum(form.answers[code][1] for form in self.answers[self.patterns[pattern]])

    def secrets_of_items(self):
        """Yield cells under ten: people of a form who know an item, or do not."""
        for form, keys in self.keys.items():
            for people in {*self.sets_of_people(form)}:
                n = sum(len(self.answers[self.patterns[p]]) for p in people)
                for key in keys:
                    known = sum(self.known(p, key.item) for p in people)
                    if 0 < min(known, n - known) < MINIMUM:
                        yield {(p, key.item): 1.0 for p in people}

    def facts_of_options(self, form, code, answers):
        for view in self.shown:
            for of in (of for of in view.quality.forms if of.form == form):
                people = list(self.those(self.times[of.released_at], form=form))
                for item in (item for item in of.items if item.code == code):
                    for option in item.options:
                        if option.share is not None:
                            row = {(p, option.option): 1.0 for p in people}
                            yield row, option.share * of.n
                    if item.facility is not None:
                        (right,) = (k.answers for k in self.keys[form] if k.item == code)
                        row = {(p, o): 1.0 for p in people for o in right}
                        yield row, item.facility * of.n
        for pattern in range(len(self.patterns)):
            if self.patterns[pattern][0] == form:
                n = len(self.answers[self.patterns[pattern]])
                yield {(pattern, option): 1.0 for option in answers}, n

    def chosen(self, pattern, code, option):
        forms = self.answers[self.patterns[pattern]]
        return sum(form.answers[code][0] == option for form in forms)

    def secrets_of_options(self, form, code, answers):
        for people in {*self.sets_of_people(form)}:
            for option in answers:
                if 0 < sum(self.chosen(p, code, option) for p in people) < MINIMUM:
                    yield {(p, option): 1.0 for p in people}

    def facts_of_totals(self):
        """Yield people by range of totals: of forms on the ruler, of everyone and of roles."""
        before = {}
        for number, view in enumerate(self.shown):
            for of in view.quality.forms:  # also where the ruler is not shown
                people = list(self.those(self.times[of.released_at], form=of.form))
                for low, high in pairwise(of.cells.bounds):
                    totals = [t for t in range(21) if low <= 5 * t < high + (high == 100)]
                    n = sum(self.with_total(p, t) for p in people for t in totals)
                    yield {(p, total): 1.0 for p in people for total in totals}, n
            for of in (of for of in view.scale.forms if of.scale):
                people = list(self.those(self.times[of.form.released_at], form=of.form.form))
                for row in of.scale.bins:
                    totals = range(row.first, row.last + 1)
                    yield {(p, total): 1.0 for p in people for total in totals}, row.learners
            for role, overview in view.overview.items():
                outcomes = overview.figures.outcomes if overview.figures else None
                bins = outcomes.bins if outcomes else ()
                if bins and bins != before.get(role):
                    before[role] = bins
                    people = list(self.those(number, role=role))
                    for low, high, after in [(b.low, b.high, b.post) for b in bins]:
                        totals = [t for t in range(21) if low <= 5 * t < high + (high == 100)]
                        yield {(p, total): 1.0 for p in people for total in totals}, after
        for pattern in range(len(self.patterns)):
            n = len(self.answers[self.patterns[pattern]])
            yield {(pattern, total): 1.0 for total in range(21)}, n

    def with_total(self, pattern, total):
        return sum(form.total == total for form in self.answers[self.patterns[pattern]])

    def secrets_of_totals(self):
        ranges = [range(0, 15), range(15, 21), range(0, 12), range(12, 15), range(18, 21)]
        for form in self.keys:
            for people in {*self.sets_of_people(form)}:
                for totals in [*ranges, *([total] for total in range(21))]:
                    if 0 < sum(self.with_total(p, t) for p in people for t in totals) < MINIMUM:
                        yield {(p, total): 1.0 for p in people for total in totals}


class Unknowns:
    """Linear equations of what was shown; their values are those of the answers."""

    def __init__(self, facts, truth):
        facts = [(row, value) for row, value in facts if row]
        self.columns = {
            key: n for n, key in enumerate(sorted({k for row, _v in facts for k in row}))
        }
        self.truth = np.array([float(truth(*key)) for key in self.columns])
        self.rows = np.array([self.vector(row) for row, _value in facts])
        assert self.rows @ self.truth == pytest.approx([value for _row, value in facts], abs=1e-6)
        _u, values, basis = np.linalg.svd(self.rows, full_matrices=False)
        self.basis = basis[values > 1e-9 * values[0]]

    def vector(self, row):
        vector = np.zeros(len(self.columns))
        for key, value in row.items():
            vector[self.columns[key]] = value
        return vector

    def derives(self, row):
        """Whether a number follows from the equations alone."""
        if not row.keys() <= self.columns.keys():
            return False
        cell = self.vector(row)
        outside = cell - self.basis.T @ (self.basis @ cell)
        return np.linalg.norm(outside) < 1e-7 * np.linalg.norm(cell)

    def width(self, row):
        """How far apart the least and the greatest possible number are, if none is below zero."""
        if not row.keys() <= self.columns.keys():
            return np.inf
        cell, known = self.vector(row), self.rows @ self.truth
        low, high = (
            linprog(sign * cell, A_eq=self.rows, b_eq=known, bounds=(0, None), method="highs").fun
            for sign in (1, -1)
        )
        return -high - low


def leaks(solver):
    """Yield what is derived: the kind, and the cell."""
    items = Unknowns(solver.facts_of_items(), solver.known)
    cells = list(solver.secrets_of_items())
    assert len(cells) > 200
    yield from (("item", cell) for cell in cells if items.derives(cell))
    yield from (("item, by bounds", c) for c in cells[:: len(cells) // 3] if items.width(c) < 0.9)
    totals = Unknowns(solver.facts_of_totals(), solver.with_total)
    cells = list(solver.secrets_of_totals())
    assert len(cells) > 200
    yield from (("total", cell) for cell in cells if totals.derives(cell))
    for form, keys in solver.keys.items():
        for key in keys:
            answers = {
                of.answers[key.item][0]
                for (of_form, _roles), people in solver.answers.items()
                for of in people
                if of_form == form
            }
            facts = solver.facts_of_options(form, key.item, answers)
            options = Unknowns(facts, lambda p, option, c=key.item: solver.chosen(p, c, option))
            for cell in solver.secrets_of_options(form, key.item, answers):
                if options.derives(cell):
                    yield "option", cell


@pytest.fixture
def solve(app, new_session, write, course):
    """Run a programme, and return the solver that has seen all of it."""

    def solve(seed):
        programme = Programme(app, new_session, write, course.context_id, seed).run()
        with new_session() as session:
            keys = get_item_keys(session, course.context_id)
        return Solver(programme, {form: keys[form] for form in ("A", "B")})

    return solve


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3])
def test_no_answer_of_fewer_than_ten_is_derived_from_ten_refreshes(solve, seed):
    solver = solve(seed)
    assert list(leaks(solver)) == []
    published = {(f.form, f.released_at) for view in solver.shown for f in view.quality.forms}
    assert len(published) >= 2, "a rule that publishes nothing would pass as well"
    shown = [sum(len(f.cells.shown) for f in view.quality.forms) for view in solver.shown]
    assert max(shown) >= 10


def without_growth(forms, **options):
    """A weaker rule: ten people now, whatever was shown before."""
    new = {form: FormItems(of.counts, of.keys) if of.renewed else of for form, of in forms.items()}
    return publish_items(new, **options)


def without_others(hidden, choices, equations, growth, minimum):
    """A weaker rule: means that tell of a hidden item hide no other."""


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["growth", "others"])
def test_the_solver_finds_what_weaker_rules_reveal(solve, monkeypatch, rule):
    if rule == "growth":
        monkeypatch.setattr(form_items, "publish_items", without_growth)
        monkeypatch.setattr(form_items, "MIN_GROWTH", 0)
        monkeypatch.setattr(FormPublication, "is_due", property(lambda self: True))
    else:
        monkeypatch.setattr(item_cells, "_hide_others", without_others)
    assert next(leaks(solve(3)), None) is not None
