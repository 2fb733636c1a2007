"""Fixtures of a learner in the course, for tests of what other systems are sent."""

import pytest
from sqlalchemy import select

from courses.enrolment.models import Enrolment
from courses.enrolment.service import enrol_learner
from lms.kernel.clock import utc_now
from tests.factories import make_course
from tests.integration.certificates.learner_path import learner_path

VERBS = "http://adlnet.gov/expapi/verbs/"


@pytest.fixture
def write(new_session):
    """Run a function in a transaction of its own."""

    def write(function, *given, **named):
        with new_session() as session, session.begin():
            return function(session, *given, **named)

    return write


@pytest.fixture
def read_all(new_session):
    """All rows of a model."""

    def read_all(model):
        with new_session() as session:
            return session.scalars(select(model)).all()

    return read_all


@pytest.fixture
def enrolment(make_person, write):
    """A learner's enrolment in the course, and the learner."""
    person_id, version_id = make_person(name="Wulandari Kertanegara"), write(make_course)
    enrolment_id = write(
        enrol_learner, person_id=person_id, course_version_id=version_id, now=utc_now()
    )
    return enrolment_id, person_id


@pytest.fixture
def path(write, enrolment):
    """The steps of the learner through the course."""
    enrolment_id, person_id = enrolment
    version_id = write(lambda session: session.get_one(Enrolment, enrolment_id).course_version_id)
    facts = {"person_id": person_id, "enrolment_id": enrolment_id, "version_id": version_id}
    return learner_path(write, write, now=utc_now(), **facts)


def verb_name(statement):
    """The last part of a statement's verb."""
    return statement["verb"]["id"].removeprefix(VERBS)
