"""A course version with the real item bank and a cohort, and steps of a learner through it."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from uuid import uuid4

import pytest
import yaml

from assessments import queries, service
from assessments.evaluation.queries import get_group_summaries
from assessments.items.bank import read_bank
from courses.catalogue.models import Course, CourseVersion
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.models import Cohort
from lms.extensions import transaction
from lms.organisations.service import OrganisationDetails, create_organisation
from tests.integration.assessments.attempt_times import HOUR, START, right_values
from tests.integration.assessments.evaluation_world import evaluate, join, month_later, sit

PATIENCE = 20  # seconds
ITEMS = Path("tests/fixtures/courses/poesa-el-0.1/items.yaml")


@pytest.fixture(scope="session")
def document():
    return yaml.safe_load(ITEMS.read_text())


@pytest.fixture(scope="session")
def bank(document):
    return read_bank(document)


@pytest.fixture
def write(app):
    """Runs a function in a transaction of its own, as a door does."""

    def write(function, *args, **kwargs):
        with app.app_context(), transaction() as session:
            return function(session, *args, **kwargs)

    return write


@pytest.fixture
def read(new_session):
    def read(function, *args, **kwargs):
        with new_session() as session:
            return function(session, *args, **kwargs)

    return read


@pytest.fixture
def while_open(write):
    """Runs the second step while the transaction of the first has done all but its commit."""

    def while_open(first, second):
        has_done, may_end = Event(), Event()

        def all_but_the_commit(session):
            first(session)
            session.flush()
            has_done.set()
            may_end.wait(PATIENCE)

        with ThreadPoolExecutor(2) as at_once:
            one = at_once.submit(write, all_but_the_commit)
            assert has_done.wait(PATIENCE)
            other = at_once.submit(write, second)
            wait([other], timeout=0.5)
            may_end.set()
            one.result(PATIENCE)
            return other.result(PATIENCE)

    return while_open


@pytest.fixture
def course(new_session, bank, write):
    """Ids of a course version (the context) and of its open cohort."""
    course = Course(code="POESA-EL", created_at=START)
    with new_session() as session, session.begin():
        session.add(course)
        session.flush()
        version = add_version(session, course.id, number=1)
        cohort = add_cohort(session, version.id)
    write(service.import_bank, bank, context_id=version.id, bank_code="POESA-EL", now=START)
    return SimpleNamespace(id=course.id, context_id=version.id, cohort_id=cohort.id)


def add_version(session, course_id, *, number):
    version = CourseVersion(
        course_id=course_id,
        number=number,
        content_hash=f"{number}" * 64,
        label=f"0.{number}",
        review_state="reviewed",
        as_of=date(2026, 11, 24),
        title_id="Judul",
        title_en="Title",
        summary_id="Ringkasan",
        summary_en="Summary",
        post_test_min=75,
        scenarios_required=1,
        is_plan_required=True,
        hours=8,
        valid_years=3,
        imported_at=START,
    )
    session.add(version)
    session.flush()
    return version


def add_cohort(session, version_id):
    cohort = Cohort(
        course_version_id=version_id,
        name="Terbuka",
        plan_rule="submitted",
        is_open=True,
        created_at=START,
    )
    session.add(cohort)
    session.flush()
    return cohort


class Learner:
    """One learner's way through assessments, each step in a transaction of its own."""

    def __init__(self, person_id, course, write, read):
        self.id, self.course, self._write, self._read = person_id, course, write, read
        self.context = {"learner_id": person_id, "context_id": course.context_id}

    def start(self, task, *, now=START, **kwargs):
        return self._write(
            service.start_attempt,
            **self.context,
            cohort_id=self.course.cohort_id,
            purpose=task,
            now=now,
            **kwargs,
        )

    def save(self, attempt_id, position, *values, response_id=None, now=START, save=None, **kwargs):
        return self._write(
            save or service.save_response,
            attempt_id=attempt_id,
            learner_id=self.id,
            position=position,
            response_id=response_id or uuid4(),
            response=service.Answer({"answer": list(values)}, **kwargs),
            now=now,
        )

    def submit(self, attempt_id, *, now=START):
        self._write(service.submit_attempt, attempt_id, learner_id=self.id, now=now)

    def sit(self, task, *, correct=20, now=START, **kwargs):
        """A whole attempt with so many right answers; gives its id."""
        attempt_id = self.start(task, now=now, **kwargs)
        for position, value in enumerate(self.right_values(attempt_id), start=1):
            right = position <= correct
            self.save(
                attempt_id, position, value if right else self.other(attempt_id, position), now=now
            )
        self.submit(attempt_id, now=now)
        return attempt_id

    def right_values(self, attempt_id):
        """The value of the keyed option at each place, in order."""
        return self._read(right_values, attempt_id)

    def other(self, attempt_id, position):
        right = self.right_values(attempt_id)[position - 1]
        return next(
            choice.value for choice in self.choices(attempt_id, position) if choice.value != right
        )

    def choices(self, attempt_id, position):
        return self.item(attempt_id, position).item.controls[0].choices

    def item(self, attempt_id, position, language="id"):
        return self._read(
            queries.get_attempt_item, attempt_id, position, learner_id=self.id, language=language
        )

    def result(self, attempt_id):
        return self._read(queries.get_attempt_result, attempt_id, learner_id=self.id)

    def states(self):
        return self._read(queries.get_assessment_states, **self.context)


@pytest.fixture
def make_learner(course, make_person, write, read):
    return lambda: Learner(make_person(), course, write, read)


@pytest.fixture
def learner(make_learner):
    return make_learner()


@pytest.fixture
def schools(write, course):
    """Two schools with a cohort each."""

    def school(number):
        organisation_id = write(
            create_organisation,
            kind="school",
            facts=OrganisationDetails(f"SDN {number}", "", "53"),
            parent_id=None,
            founded_by=None,
            is_approved=True,
            now=START,
        )
        cohort_id = write(
            open_cohort,
            course_version_id=course.context_id,
            facts=CohortDetails(f"Kelas {number}"),
            organisation_id=organisation_id,
            now=START,
        )
        return SimpleNamespace(id=organisation_id, cohort_id=cohort_id)

    return school(1), school(2)


@pytest.fixture
def run(app, new_session, course):
    def run(now=None, **options):
        return evaluate(app, new_session, course.context_id, now=now or month_later(), **options)

    return run


@pytest.fixture
def summaries(read, course):
    def summaries(dimension="all"):
        return read(get_group_summaries, course.context_id, dimension)

    return summaries


@pytest.fixture
def learners(write, course, schools):
    """So many people of a school who took both tests."""

    def learners(count, *, school=0, correct=8, **facts):
        people = []
        for number in range(count):
            person_id = write(join, schools[school].cohort_id, **facts)
            write(sit, course, person_id, "pre", correct=correct + number % 3)
            write(sit, course, person_id, "post", correct=15, now=START + HOUR)
            people.append(person_id)
        return people

    return learners
