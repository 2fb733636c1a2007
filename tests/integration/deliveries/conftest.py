"""Fixtures of the tests of deliveries: a receiver on loopback, and events to deliver."""

import pytest
from sqlalchemy import update

from courses.enrolment.service import enrol_learner
from lms.kernel.clock import utc_now
from lms.kernel.deliveries.models import EventDelivery, EventReceiver
from lms.kernel.jobs import Job
from lms.tasks import sweep
from tests.factories import make_course
from tests.http_receiver import HttpReceiver


@pytest.fixture
def receiver():
    receiver = HttpReceiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def enrolment(make_person, new_session):
    """A learner's enrolment in the course, and the learner."""
    person_id = make_person(name="Wulandari Kertanegara")
    with new_session() as session, session.begin():
        version_id = make_course(session)
        enrolment_id = enrol_learner(
            session, person_id=person_id, course_version_id=version_id, now=utc_now()
        )
    return enrolment_id, person_id


@pytest.fixture
def later(new_session, app):
    """Let `passed` go by for all that waits, and run what is due then."""

    def later(passed):
        with new_session() as session, session.begin():
            for model in (EventDelivery, EventReceiver):
                for row in session.query(model):
                    row.due_at = row.due_at and row.due_at - passed
                    row.failing_since = row.failing_since and row.failing_since - passed
            session.execute(update(Job).where(Job.state == "waiting").values(due_at=utc_now()))
        sweep(app)

    return later
