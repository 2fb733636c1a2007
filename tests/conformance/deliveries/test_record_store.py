"""xAPI statements arrive in ralph-malph, once each, also after it was down."""

from collections import Counter
from uuid import UUID

from sqlalchemy import update

from lms.kernel.clock import utc_now
from lms.kernel.deliveries.models import RECORD_STORE, EventDelivery, EventReceiver
from lms.kernel.deliveries.receivers import send_again
from lms.kernel.deliveries.record_stores import RecordStoreDetails, add_record_store
from lms.tasks import sweep
from tests.conformance.record_store import KEY, SECRET, RecordStore
from tests.learner_fixtures import verb_name


def all_due(session):
    for table in (EventDelivery, EventReceiver):
        session.execute(update(table).where(table.due_at.is_not(None)).values(due_at=utc_now()))


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
    sent = [entry["id"] for row in deliveries for entry in row.content["statements"]]
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
    assert Counter(entry["id"] for entry in stored) == Counter(sent)
    assert all(UUID(entry["id"]).version == 5 for entry in stored)
    verbs = Counter(verb_name(entry) for entry in stored)
    lessons = sum(entry["object"]["id"].count("/lessons/") for entry in stored)
    assert verbs["answered"] == 20
    assert (verbs["launched"], verbs["initialized"], verbs["passed"]) == (1, 1, 1)
    assert verbs["completed"] == lessons + 2  # the test and the course
    assert b"Wulandari" not in (tmp_path / "store/data/learners/fs_lrs.jsonl").read_bytes()
