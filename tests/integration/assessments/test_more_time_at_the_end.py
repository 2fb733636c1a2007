"""More time is given in the moment in which a test ends or begins: what is stored first decides."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assessments import service
from assessments.attempts.models import Attempt, ExtraTime, Score
from courses.enrolment.service import enrol_learner
from lms.workflows.attempts.extra_time import grant_extra_time
from lms.workflows.attempts.take_assessment import close_expired_attempt, start_attempt

from .conftest import START

LIMIT = timedelta(minutes=30)
BEFORE, AFTER = START + LIMIT - timedelta(seconds=1), START + LIMIT + timedelta(seconds=1)


@pytest.fixture
def enrolment_id(learner, course, write):
    write(service.set_time_limit, context_id=course.context_id, task="pre", minutes=30)
    return write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START
    )


@pytest.fixture
def start(learner, enrolment_id):
    """A step of a transaction, as the others here."""

    def start(session, now=START):
        way = {"person_id": learner.id, "enrolment_id": enrolment_id, "purpose": "pre"}
        return start_attempt(session, **way, now=now)

    return start


@pytest.fixture
def give(learner, make_person):
    granter = make_person(roles=["administrator"])

    def give(session, now=BEFORE):
        grant_extra_time(session, learner.id, percent=100, granted_by=granter, now=now)

    return give


@pytest.fixture
def close(learner):
    def close(session, now=AFTER):
        attempt_id = session.scalar(select(Attempt.id))
        return close_expired_attempt(session, attempt_id, person_id=learner.id, now=now)

    return close


def test_more_time_that_is_stored_first_leaves_the_attempt_open(
    write, start, learner, give, close, while_open, read
):
    attempt_id = write(start)
    learner.save(attempt_id, 1, learner.right_values(attempt_id)[0], now=BEFORE)
    assert while_open(give, close) is False
    assert read(lambda s: s.scalar(select(Attempt.submitted_at))) is None
    learner.save(attempt_id, 2, learner.right_values(attempt_id)[1], now=AFTER)
    learner.submit(attempt_id, now=AFTER)
    assert read(lambda s: s.scalar(select(Score.points))) == 2


def test_end_that_is_stored_first_stays_and_the_time_counts_for_the_next(
    write, start, learner, give, close, while_open, read
):
    attempt_id = write(start)
    learner.save(attempt_id, 1, learner.right_values(attempt_id)[0], now=BEFORE)
    while_open(close, give)
    ended = read(lambda s: s.execute(select(Attempt.submitted_at, Attempt.deadline_at)).one())
    assert tuple(ended) == (START + LIMIT, START + LIMIT)
    assert read(lambda s: s.scalars(select(Score.points)).all()) == [1]
    assert read(lambda s: s.scalar(select(func.count()).select_from(ExtraTime))) == 1


def test_attempt_that_begins_in_that_moment_has_the_time_whoever_is_first(
    start, give, while_open, read
):
    while_open(give, start)
    assert read(lambda s: s.scalar(select(Attempt.deadline_at))) == START + 2 * LIMIT


def test_time_given_while_an_attempt_begins_is_in_it(start, give, while_open, read):
    while_open(start, give)
    assert read(lambda s: s.scalar(select(Attempt.deadline_at))) == START + 2 * LIMIT
