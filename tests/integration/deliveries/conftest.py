"""Fixtures of the tests of deliveries: a receiver on loopback, and events to deliver."""

import pytest

from lms.kernel.deliveries.models import EventDelivery, EventReceiver
from lms.tasks import sweep
from tests.http_receiver import HttpReceiver
from tests.learner_fixtures import enrolment, path, read_all, write  # noqa: F401


@pytest.fixture
def receiver():
    receiver = HttpReceiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def later(new_session, app):
    """Let `passed` go by for all that waits, and run what is due then."""

    def later(passed):
        with new_session() as session, session.begin():
            for model in (EventDelivery, EventReceiver):
                for row in session.query(model):
                    row.due_at = row.due_at and row.due_at - passed
                    row.failing_since = row.failing_since and row.failing_since - passed
        sweep(app)

    return later


@pytest.fixture
def page_language():
    return "en"
