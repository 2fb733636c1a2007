"""The worker's next job and message, and a person's certificates, are read through an index."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, text

from certificates.records.queries import certificates_of_person
from lms.accounts.queries import person_profile
from lms.kernel.clock import new_id, utc_now
from lms.kernel.jobs import Job, claim_job
from lms.kernel.outbox import OutboxMessage, claim_message
from tests.conftest import ON_POSTGRESQL

MANY = 20_000
EXPLAIN = "EXPLAIN " if ON_POSTGRESQL else "EXPLAIN QUERY PLAN "


@pytest.fixture
def plan_of(app, new_session):
    """The plan of the first query that a function sends. A table is read whole only if it must."""

    def plan_of(read, *arguments, **named):
        sent = []

        def keep(_connection, _cursor, statement, parameters, *_rest):
            if statement.startswith("SELECT"):
                sent.append((statement, parameters))

        with new_session() as session:
            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", keep)
            try:
                read(session, *arguments, **named)
            finally:
                event.remove(engine, "before_cursor_execute", keep)
            if ON_POSTGRESQL:
                session.execute(text("SET LOCAL enable_seqscan = off"))
            statement, parameters = sent[0]
            rows = session.connection().exec_driver_sql(EXPLAIN + statement, parameters)
            return "\n".join(str(row[-1]) for row in rows)

    return plan_of


@pytest.fixture
def finished_work(make_person, new_session):
    """Many jobs that are done and many messages that were sent."""
    now = utc_now()
    person_id = make_person()
    with new_session() as session, session.begin():
        key_id = person_profile(session, person_id).data_key_id
        times = {"created_at": now, "due_at": now - timedelta(days=1), "attempts": 1}
        job = times | {"kind": "tidy", "arguments": {}, "state": "done", "finished_at": now}
        message = times | {"person_id": person_id, "key_id": key_id, "channel": "email"}
        message |= {"sealed": b"x", "template": "reminder", "sent_at": now}
        jobs = [job | {"id": new_id(), "key": f"tidy:{number}"} for number in range(MANY)]
        session.execute(insert(Job), jobs)
        session.execute(insert(OutboxMessage), [message | {"id": new_id()} for _ in range(MANY)])
    if ON_POSTGRESQL:
        with new_session() as session, session.begin():
            session.execute(text("ANALYZE job, outbox_message"))


def test_finished_messages_are_not_read_for_the_next(finished_work, plan_of):
    assert "ix_outbox_message_open_due_at" in plan_of(claim_message, now=utc_now())


def test_finished_jobs_are_not_read_for_the_next(finished_work, plan_of):
    """SQLite reads those of the two open states through another index."""
    index = "ix_job_open_due_at" if ON_POSTGRESQL else "SEARCH job USING INDEX ix_job_state"
    assert index in plan_of(claim_job, now=utc_now())


def test_certificates_of_one_person_are_found_by_the_person(plan_of):
    assert "ix_certificate_person_id" in plan_of(certificates_of_person, new_id())
