"""Stored counts after a thousand random events equal a computation from the answers alone."""

from collections import Counter
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from assessments.analysis.contributions import Contribution
from assessments.attempts.models import Attempt, AttemptSlot
from assessments.evaluation.models import EvaluationMember, EvaluationRelease, GroupSummary
from assessments.items.models import Assessment, FormSlot, Item, ItemVersion
from assessments.rescoring.targets import Target
from assessments.service import Answer, save_response
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.models import Enrolment
from courses.progress.service import open_lesson
from lms.accounts.merging.service import request_merge
from lms.accounts.service import correct_person
from lms.extensions import transaction
from lms.kernel.errors import LmsError
from lms.kernel.task_context import TaskContext
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.accounts.change_consent import change_consent
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.attempts.rescore import decide_rescoring, run_rescoring
from tests.integration.assessments.conftest import START
from tests.integration.assessments.evaluation_world import (
    DIMENSIONS,
    contributions_from_scratch,
    evaluate,
    join,
    sit,
    stored_members,
    stored_summaries,
)
from tests.integration.assessments.test_class_results import add_lesson

SEED = 20261129
EVENTS = 1_000
MINUTE = timedelta(minutes=1)
TASKS = ("self-efficacy-before", "pre", "post", "self-efficacy-after")
KINDS = {
    # kind of event: how often
    "join": 22,
    "sit": 50,
    "answer late": 6,
    "rescore": 2,
    "merge": 3,
    "erase": 3,
    "consent": 6,
    "move": 5,
    "open lesson": 3,
}


class World:
    """People of a course to whom random things happen, each through its own service."""

    def __init__(self, app, new_session, write, read, course, cohorts, lesson_id):
        self.app, self.new_session = app, new_session
        self.random = Random(SEED)  # noqa: S311  the same events each time
        self.write, self.read, self.course = write, read, course
        self.cohorts, self.lesson_id = cohorts, lesson_id
        self.people, self.attempts, self.now = [], [], START
        self.done = dict.fromkeys(KINDS, 0)

    def happen(self):
        (kind,) = self.random.choices(list(KINDS), KINDS.values())
        self.now += MINUTE
        try:
            getattr(self, f"_{kind.replace(' ', '_')}")()
            self.done[kind] += 1
        except (LmsError, IndexError):
            pass  # such as a test that is no longer open to this person

    def _join(self):
        facts = {
            "audience": self.random.choices(("teacher", "cso", "patbm", None), (8, 3, 1, 1))[0],
            "province_code": self.random.choices(("53", "52", "31", None), (6, 4, 1, 1))[0],
            "purposes": self.random.choices((("evaluation",), ()), (12, 1))[0],
        }
        cohort_id = self.random.choice(self.cohorts)
        self.people.append(self.write(join, cohort_id, now=self.now, **facts))

    def _sit(self):
        person_id = self.random.choice(self.people)
        task = self.random.choices(TASKS, (1, 4, 4, 1))[0]
        correct = self.random.randrange(5) if "self" in task else self.random.randrange(21)
        answers_from = self.random.randrange(12)
        if "self" in task and answers_from < 6:
            answers_from = 0  # a scale counts if it was answered whole
        sat = self.write(
            sit,
            self.course,
            person_id,
            task,
            correct=correct,
            answers_from=answers_from,
            now=self.now,
        )
        self.attempts.append((person_id, sat))

    def _answer_late(self):
        person_id, attempt_id = self.random.choice(self.attempts)
        slots = self.read(options_by_position, attempt_id)
        position = self.random.choice(sorted(slots))
        self.write(
            save_response,
            attempt_id=attempt_id,
            learner_id=person_id,
            position=position,
            response_id=uuid4(),
            response=Answer({"answer": [slots[position][0][0]]}),
            now=self.now,
        )

    def _rescore(self):
        rule = self.random.choice(("drop", "full-credit", "as-written", "late"))
        target = self.read(random_target, self.course, self.random, rule)
        regrade_id = uuid4()
        self.write(
            decide_rescoring,
            target,
            regrade_id=regrade_id,
            course_code="POESA-EL",
            reason="Tried",
            decided_by=None,
            now=self.now,
        )

        with self.app.app_context(), self.new_session() as session:
            context = TaskContext(session, transaction, self.now)
            run_rescoring(context, regrade_id, target, lambda *_done: None)

    def _merge(self):
        remaining, other = self.random.sample(self.people, 2)
        merge_id = self.write(request_merge, remaining, other_id=other, now=self.now)
        self.write(merge_accounts, merge_id, person_id=remaining, now=self.now)
        self.people.remove(other)

    def _erase(self):
        person_id = self.random.choice(self.people)
        self.write(erase_person, person_id, certificate_choices={}, now=self.now)
        self.people.remove(person_id)

    def _consent(self):
        person_id, action = (
            self.random.choice(self.people),
            self.random.choice(("give", "withdraw")),
        )
        change = {"purpose": "evaluation", "action": action}
        self.write(change_consent, person_id, now=self.now, **change)

    def _move(self):
        facts = {"name": "Ratna", "audience": self.random.choice(("cso", "teacher"))}
        facts |= {"province_code": self.random.choice(("53", "52")), "language": "id"}
        self.write(correct_person, self.random.choice(self.people), now=self.now, **facts)

    def _open_lesson(self):
        def open_it(session, person_id):
            enrolment = select(Enrolment.id).where(Enrolment.person_id == person_id)
            enrolment_id = session.scalars(enrolment).one()
            open_lesson(session, enrolment_id=enrolment_id, lesson_id=self.lesson_id, now=self.now)

        self.write(open_it, self.random.choice(self.people))


def options_by_position(session, attempt_id):
    slots = select(AttemptSlot).where(AttemptSlot.attempt_id == attempt_id)
    return {slot.position: slot.options for slot in session.scalars(slots)}


def random_target(session, course, random, rule):
    if rule == "late":
        assessment = select(Assessment.id).where(
            Assessment.context_id == course.context_id,
            Assessment.kind == "knowledge",
            Assessment.purpose == random.choice(("pre", "post")),
        )
        return Target("late", assessment_id=session.scalars(assessment).one())
    rows = session.execute(
        select(Item.code, ItemVersion.id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Attempt, Attempt.form_id == FormSlot.form_id)
        .where(ItemVersion.type_code != "likert")
        .distinct()
        .order_by(Item.code)
    ).all()
    return Target(rule, random.choice(rows).id)


@pytest.fixture
def world(app, new_session, write, read, course):
    def cohort(number):
        organisation_id = write(
            create_organisation,
            kind="school",
            facts=OrganisationDetails(f"SDN {number}", "", "53"),
            parent_id=None,
            founded_by=None,
            is_approved=True,
            now=START,
        )
        facts = {"course_version_id": course.context_id, "facts": CohortDetails(f"K{number}")}
        return write(open_cohort, organisation_id=organisation_id, now=START, **facts)

    cohorts = [cohort(1), cohort(2), course.cohort_id]
    return World(
        app, new_session, write, read, course, cohorts, write(add_lesson, course.context_id)
    )


@pytest.mark.slow
def test_counts_after_a_thousand_events_equal_a_computation_from_scratch(
    app, new_session, world, course
):
    def run():
        return evaluate(app, new_session, course.context_id, now=world.now)

    releases = 0
    for number in range(EVENTS):
        world.happen()
        if number % 125 == 124:
            releases += run().is_released
            compare(new_session, course.context_id)
    assert releases >= 3, "the events release too little for a test"
    assert all(world.done.values()), world.done
    forget_evaluation(new_session)
    world.now += timedelta(days=40)
    assert run().is_released
    counted = compare(new_session, course.context_id)
    assert counted >= 0.5 * len(world.people)  # few of these have both tests


def forget_evaluation(new_session):
    with new_session() as session, session.begin():
        for table in (EvaluationMember, GroupSummary, EvaluationRelease):
            session.execute(delete(table))


def compare(new_session, version_id):
    """Compare what is stored of people and cells with the answers; gives how many are counted."""
    with new_session() as session:
        expected = contributions_from_scratch(session, version_id)
        rows = stored_members(session, version_id)
        summaries = stored_summaries(session, version_id)
    current = {row.learner_id: row for row in rows if not row.is_gone}
    assert current.keys() == expected.keys()
    for learner_id, facts in expected.items():
        row = current[learner_id]
        assert plain(Contribution.from_text(row.pending or row.counted)) == facts
    cells, remaining = {}, Counter()
    for row in rows:
        if row.counted is not None:
            places = [("all", ""), *zip(DIMENSIONS, row.cells, strict=True)]
            for place in places:
                cells.setdefault(place, []).append(plain(Contribution.from_text(row.counted)))
                remaining[place] += not row.is_gone
    # Figures are taken away once fewer than ten remain; who comes back does not bring them back.
    shown = {place for place in cells if place in summaries or remaining[place] >= 10}
    assert {place: tally(cells[place]) for place in shown} == {
        place: stored_tally(summary.counts) for place, summary in summaries.items()
    }
    assert all(summary.n >= 10 for summary in summaries.values())
    return sum(row.counted is not None for row in rows)


def plain(contribution):
    """A contribution in the form of `contributions_from_scratch`."""
    return {
        "pre": None if contribution.pre is None else round(contribution.pre, 9),
        "post": None if contribution.post is None else round(contribution.post, 9),
        "items": {
            code: (outcome >= 2, outcome % 2 == 1) for code, outcome in contribution.items.items()
        },
        "confidence": dict(contribution.confidence),
    }


def tally(people):
    """Counts of a cell, added up in another way than the program does."""
    pairs = [(p["pre"], p["post"]) for p in people if p["pre"] is not None]
    items = [(code, before, after) for p in people for code, (before, after) in p["items"].items()]
    return SimpleNamespace(
        n=len(people),
        pairs={pair: pairs.count(pair) for pair in set(pairs)},
        items={line: items.count(line) for line in set(items)},
        confidence={
            code: sum(p["confidence"][code][1] for p in people if code in p["confidence"])
            for code in {code for p in people for code in p["confidence"]}
        },
    )


def stored_tally(counts):
    pairs = {(round(pre, 9), round(post, 9)): n for pre, post, n in counts["pairs"]}
    pairs |= {(round(pre, 9), None): n for pre, n in counts["pre_only"]}
    ways = ((False, False), (False, True), (True, False), (True, True))
    return SimpleNamespace(
        n=counts["n"],
        pairs=pairs,
        items={
            (code, *way): n
            for code, numbers in counts["items"].items()
            for way, n in zip(ways, numbers, strict=True)
            if n
        },
        confidence={code: sums[2] for code, sums in counts["confidence"].items()},
    )
