"""What nobody comes back to goes by itself: accounts begun by message, and ended sessions."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms import tasks
from lms.accounts import service as accounts
from lms.accounts.contacts import parse_contact
from lms.accounts.maintenance.queries import unfinished_people
from lms.accounts.maintenance.service import JOB, schedule_maintenance
from lms.accounts.models import Person
from lms.accounts.sign_in import service as sign_in
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import RUNS_ONCE, Job, add_job
from lms.kernel.outbox import OutboxMessage, add_message
from lms.workflows.accounts.tidy_accounts import delete_stale_rows

DAYS = timedelta(days=1)


@pytest.fixture
def begin_account(new_session):
    """Somebody asks for an account by message, so many days ago."""

    def begin_account(contact="ratna@contoh.id", days_ago=8, token="t" * 32):
        with new_session() as session, session.begin():
            sign_in.request_account(
                session,
                name="Ratna Dewi",
                contact=parse_contact(contact),
                audience="teacher",
                province_code="53",
                language="id",
                token=token,
                now=utc_now() - days_ago * DAYS,
            )
            return session.scalars(select(Person.id).where(Person.email == contact)).one()

    return begin_account


@pytest.fixture
def run_due(app, new_session):
    """The night comes: what is due later today is due now."""

    def run_due():
        with new_session() as session, session.begin():
            due = update(Job).where(Job.kind == JOB, Job.state == "waiting")
            session.execute(due.values(due_at=utc_now() - timedelta(seconds=1)))
        tasks.sweep(app)

    return run_due


@pytest.fixture
def name_of(new_session):
    def name_of(person_id):
        with new_session() as session:
            return session.get(Person, person_id).name

    return name_of


def test_account_that_was_never_finished_is_erased_after_a_week(
    begin_account, run_due, name_of, new_session
):
    old = begin_account()
    young = begin_account("sri@contoh.id", days_ago=6, token="s" * 32)
    run_due()
    assert name_of(old) is None
    assert name_of(young) == "Ratna Dewi"
    with new_session() as session:
        erased = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "person.erased")
        ).one()
    assert (erased.subject_id, erased.actor_id) == (old, None)


def test_contact_of_an_erased_beginning_is_free_again(begin_account, run_due, name_of):
    begin_account()
    run_due()
    again = begin_account(days_ago=0, token="u" * 32)
    assert name_of(again) == "Ratna Dewi"


def choose_password(session, person_id):
    accounts.set_password(session, person_id, password_hash="hash", now=utc_now())


def get_invited(session, person_id):
    link = {"token": "i" * 32, "made_by": person_id, "now": utc_now() - 8 * DAYS}
    sign_in.make_link(session, person_id=person_id, purpose="invitation", **link)


def ask_for_another_link(session, person_id):
    contact = parse_contact("ratna@contoh.id")
    sign_in.request_link(session, contact=contact, token="l" * 32, now=utc_now())


@pytest.mark.parametrize("act", [choose_password, get_invited, ask_for_another_link])
def test_whoever_came_back_or_was_invited_stays(begin_account, new_session, act):
    person_id = begin_account()
    with new_session() as session, session.begin():
        assert unfinished_people(session, now=utc_now()) == [person_id]
        act(session, person_id)
        session.flush()
        assert unfinished_people(session, now=utc_now()) == []


def test_each_run_asks_for_the_next_and_a_day_has_one_row(begin_account, run_due, new_session):
    begin_account(days_ago=0)
    now = utc_now()
    with new_session() as session, session.begin():
        for hours in (0, 0, 24, 24):
            schedule_maintenance(session, now=now + timedelta(hours=hours))
        keys = session.scalars(select(Job.key).where(Job.kind == JOB)).all()
    assert len(keys) == len(set(keys)) == 2
    run_due()
    with new_session() as session:
        states = session.scalars(select(Job.state).where(Job.kind == JOB)).all()
    assert "done" in states


def test_privacy_page_says_how_long(client):
    client.set_cookie("language", "en")
    assert "Seven days, then it is erased" in client.get("/privacy").text


def test_done_jobs_and_sent_messages_go_after_90_days(make_person, new_session):
    now = utc_now()
    with new_session() as session, session.begin():
        person = session.get_one(Person, make_person())

        def queue(name, key=None):
            add_job(session, kind=name, key=key or name, arguments={}, now=now - 100 * DAYS)
            message_id = add_message(
                session,
                person_id=person.id,
                key_id=person.data_key_id,
                channel="email",
                address="ratna@contoh.id",
                template=name,
                parameters={},
                now=now - 100 * DAYS,
            )
            session.flush()
            job = session.scalars(select(Job).where(Job.key == (key or name))).one()
            return job, session.get_one(OutboxMessage, message_id)

        for name, days in (("old", 91), ("recent", 89)):
            job, message = queue(name)
            job.state, job.finished_at = "done", now - days * DAYS
            message.sent_at = now - days * DAYS
        job, message = queue("failed")
        job.state, job.finished_at = "failed", now - 95 * DAYS
        message.given_up_at = now - 95 * DAYS
        queue("waiting")
        job, _message = queue("once", f"once{RUNS_ONCE}")
        job.state, job.finished_at = "done", now - 95 * DAYS
    with new_session() as session, session.begin():
        delete_stale_rows(session, now=now)
    with new_session() as session:
        jobs = set(session.scalars(select(Job.kind).where(Job.created_at < now - DAYS)))
        messages = set(session.scalars(select(OutboxMessage.template)))
    assert jobs == {"recent", "failed", "waiting", "once"}
    assert messages == {"recent", "failed", "waiting", "once"}
