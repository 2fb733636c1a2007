"""What is kept of a write: for 24 hours, of one token, gone with its person and by the task."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from lms.accounts.api_tokens import idempotency
from lms.accounts.api_tokens.errors import IdempotencyKeyReused, TokenNotFound
from lms.accounts.api_tokens.idempotency import StoredResponse, respond_once
from lms.accounts.api_tokens.models import ApiIdempotency, ApiToken
from lms.accounts.api_tokens.queries import list_all_tokens
from lms.accounts.api_tokens.service import revoke_by_prefix
from lms.accounts.service import end_sessions, erase_person, lock_person, set_password
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.tasks import JOBS
from tests.conftest import ON_POSTGRESQL

NOW = utc_now().replace(hour=9)  # a day holds it and the hours around it
LATER = NOW + timedelta(hours=24)
PATIENCE = 20  # seconds


@pytest.fixture
def person_id(make_person):
    return make_person(roles=["evaluator"])


@pytest.fixture
def token_id(make_token, person_id, read):
    make_token("certificates:verify", person_id=person_id)
    return read(list_all_tokens)[0].id


@pytest.fixture
def write(store, token_id):
    """A write with a key; gives the answer and how often it was really done."""
    done = []

    def act():
        done.append(1)
        return StoredResponse(200, f'{{"time": {len(done)}}}')

    def write(*, key="k", request="r", now=NOW):
        kept = store(
            respond_once,
            token_id=token_id,
            key=key,
            request_hash=request.ljust(64, "0"),
            act=act,
            now=now,
        )
        return kept, len(done)

    return write


def count(read, model):
    return read(lambda session: session.query(model).count())


def test_same_key_is_answered_and_not_done_again(write):
    (first, _), (again, done) = write(), write(now=LATER - timedelta(seconds=1))
    assert (again.body, again.is_repeated, done) == (first.body, True, 1)


def test_another_key_is_done(write):
    write()
    assert write(key="other")[1] == 2


def test_key_counts_for_a_day(write):
    write()
    again, done = write(now=LATER)
    assert (again.is_repeated, done) == (False, 2)


def test_same_key_with_another_request_is_refused(write):
    write()
    with pytest.raises(IdempotencyKeyReused):
        write(request="s")
    assert write(request="s", now=LATER)[1] == 2


def test_refusal_is_not_kept(store, token_id, read):
    class Refused(Exception):
        pass

    def refuse():
        raise Refused

    with pytest.raises(Refused):
        store(respond_once, token_id=token_id, key="k", request_hash="r", act=refuse, now=NOW)
    assert count(read, ApiIdempotency) == 0


def test_revoked_token_writes_nothing(write, store, read):
    write()
    store(revoke_by_prefix, read(list_all_tokens)[0].prefix, now=utc_now())
    with pytest.raises(TokenNotFound):
        write(key="other")


def test_old_answers_are_forgotten_by_a_job_that_each_write_asks_for(write, store, read):
    write()
    write(key="young", now=NOW + timedelta(hours=1))
    (job,) = read(lambda session: session.query(Job).filter_by(kind=idempotency.DELETE_JOB).all())
    assert job.kind in JOBS
    assert job.due_at > LATER
    store(idempotency.delete_expired_responses, now=LATER)
    assert count(read, ApiIdempotency) == 1
    store(idempotency.delete_expired_responses, now=LATER + timedelta(hours=1))
    assert count(read, ApiIdempotency) == 0


def test_erasure_takes_tokens_and_answers_along(write, store, read, person_id, make_token):
    make_token()  # of a service: it stays
    write()
    store(erase_person, person_id, now=utc_now())
    assert count(read, ApiIdempotency) == 0
    assert count(read, ApiToken) == 1


def wait_for_a_waiting_statement(read):
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = monotonic() + PATIENCE
    while not read(lambda session: session.scalar(waiting)):
        assert monotonic() < until, "nothing waits for the write"
        sleep(0.02)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer")
@pytest.mark.parametrize("change", ["new password", "signed out everywhere"])
def test_a_write_and_a_change_of_its_owner_wait_in_turn(store, read, token_id, person_id, change):
    has_begun = Event()

    def write_for_the_owner(session):
        def act():
            has_begun.set()
            wait_for_a_waiting_statement(read)
            lock_person(session, person_id)
            return StoredResponse(200, "{}")

        respond_once(session, token_id=token_id, key="k", request_hash="r" * 64, act=act, now=NOW)

    def change_the_owner():
        if change == "new password":
            store(set_password, person_id, password_hash="a" * 60, now=NOW)
        else:
            store(end_sessions, person_id, ended_by=person_id, now=NOW)

    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(store, write_for_the_owner)
        assert has_begun.wait(PATIENCE)
        changing = threads.submit(change_the_owner)
        writing.result(PATIENCE)
        changing.result(PATIENCE)
    assert read(list_all_tokens)[0].revoked_at is not None
