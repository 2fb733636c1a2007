"""xAPI statements arrive in ralph-malph, once each, also after it was down."""

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import select, update

from courses.enrolment.service import enrol_learner
from lms.kernel.clock import utc_now
from lms.kernel.deliveries.models import RECORD_STORE, EventDelivery, EventReceiver
from lms.kernel.deliveries.receivers import send_again
from lms.kernel.deliveries.record_stores import RecordStoreDetails, add_record_store
from lms.kernel.jobs import Job
from lms.tasks import sweep
from tests.conformance.record_store import KEY, SECRET, RecordStore
from tests.factories import make_course
from tests.integration.certificates.learner_path import learner_path

VERBS = "http://adlnet.gov/expapi/verbs/"


@pytest.fixture
def write(new_session):
    def write(function, *given, **named):
        with new_session() as session, session.begin():
            return function(session, *given, **named)

    return write


@pytest.fixture
def path(write, make_person):
    """The steps of a learner through the course."""
    person_id, version_id = make_person(name="Wulandari Kertanegara"), write(make_course)
    enrolment_id = write(
        enrol_learner, person_id=person_id, course_version_id=version_id, now=utc_now()
    )
    facts = {"person_id": person_id, "enrolment_id": enrolment_id, "version_id": version_id}
    return learner_path(write, write, now=utc_now(), **facts)


def all_due(session):
    for table in (EventDelivery, EventReceiver):
        session.execute(update(table).where(table.due_at.is_not(None)).values(due_at=utc_now()))
    session.execute(update(Job).where(Job.state == "waiting").values(due_at=utc_now()))


def test_statements_arrive_once_also_after_the_store_was_down(app, tmp_path, path, write, read_all):
    store = RecordStore(tmp_path / "store")
    store_id = write(
        add_record_store, RecordStoreDetails(store.url, KEY, SECRET), added_by=None, now=utc_now()
    )
    for step in path.steps.values():
        step()
    sweep(app)  # nobody listens
    deliveries = read_all(EventDelivery)
    assert {row.delivered_at for row in deliveries} == {None}
    sent = [one["id"] for row in deliveries for one in row.content["statements"]]
    with store.serve():
        write(all_due)
        sweep(app)
        assert {row.problem for row in read_all(EventDelivery)} == {None}
        assert all(row.delivered_at for row in read_all(EventDelivery))
        for row in deliveries:  # as if each answer of the store had been lost
            again = {"kind": RECORD_STORE, "requested_by": None, "now": utc_now()}
            write(send_again, store_id, row.id, **again)
        sweep(app)
        assert {row.problem for row in read_all(EventDelivery)} == {None}
        stored = store.statements()
    assert Counter(one["id"] for one in stored) == Counter(sent)
    assert all(UUID(one["id"]).version == 5 for one in stored)
    verbs = Counter(one["verb"]["id"].removeprefix(VERBS) for one in stored)
    lessons = sum(one["object"]["id"].count("/lessons/") for one in stored)
    assert verbs["answered"] == 20
    assert (verbs["launched"], verbs["initialized"], verbs["passed"]) == (1, 1, 1)
    assert verbs["completed"] == lessons + 2  # the test and the course
    assert b"Wulandari" not in (tmp_path / "store/data/learners/fs_lrs.jsonl").read_bytes()


@pytest.fixture
def read_all(new_session):
    def read_all(table):
        with new_session() as session:
            return session.scalars(select(table)).all()

    return read_all
