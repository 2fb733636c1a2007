"""Work that was left as rows is done, once, whoever is killed and whatever is unreachable."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms import tasks
from lms.accounts.queries import person_profile
from lms.extensions import transaction
from lms.kernel import jobs
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.kernel.outbox import OutboxMessage, add_message

DONE: list[str] = []


def note(arguments):
    """A kind of job for these tests."""
    name = arguments["name"]
    DONE.append(name)
    if name.startswith("long"):
        expire_lease()
        DONE.append("extended" if wait_for_lease() else "expired")
    if name.startswith("overtaken"):
        claim_again()
    if name.startswith("broken") or name.endswith("broken"):
        raise LookupError(name)


def expire_lease():
    with transaction() as session:
        session.execute(update(Job).values(lease_until=utc_now() - timedelta(seconds=1)))


def wait_for_lease(seconds=10):
    """Whether the lease of the running job is extended within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with transaction() as session:
            if session.scalar(select(Job.lease_until)) > utc_now():
                return True
        time.sleep(0.02)
    return False


def claim_again():
    """Another worker claims the running job, as it does once the lease has expired."""
    expire_lease()
    with transaction() as session:
        assert jobs.claim_job(session, now=utc_now()) is not None


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(tasks, "JOBS", {"note": f"{__name__}:note"})
    monkeypatch.setattr(tasks, "import_module", lambda _name: __import__("sys").modules[__name__])
    DONE.clear()


@pytest.fixture
def leave_job(app):
    def leave(name, *, kind="note"):
        with app.app_context(), transaction() as session:
            return jobs.add_job(
                session, kind=kind, key=name, arguments={"name": name}, now=utc_now()
            )

    return leave


@pytest.fixture
def leave_message(app, make_person):
    def leave(template="sign-in-link", channel="email", address="ratna@payung.example"):
        person_id = make_person(name="Ratna Dewi")
        with app.app_context(), transaction() as session:
            return person_id, add_message(
                session,
                person_id=person_id,
                key_id=person_profile(session, person_id).data_key_id,
                channel=channel,
                address=address,
                template=template,
                parameters={"language": "en", "name": "Ratna", "address": "http://x.test/link/1"},
                now=utc_now(),
            )

    return leave


def test_a_job_is_done_and_not_done_again(app, leave_job, new_session):
    job_id = leave_job("one")
    assert tasks.sweep(app) == 1
    assert tasks.sweep(app) == 0
    assert DONE == ["one"]
    with new_session() as session:
        assert session.get_one(Job, job_id).state == "done"


def test_a_job_that_fails_waits_and_tells_why(app, leave_job, new_session):
    job_id = leave_job("broken")
    leave_job("sound")
    tasks.sweep(app)
    with new_session() as session:
        job = session.get_one(Job, job_id)
    assert DONE == ["broken", "sound"]
    assert (job.state, job.problem, job.attempts) == ("waiting", "LookupError", 1)
    assert job.due_at > utc_now()


def test_a_job_of_an_unknown_kind_is_kept(app, leave_job, new_session):
    job_id = leave_job("later", kind="of-a-newer-version")
    tasks.sweep(app)
    with new_session() as session:
        assert session.get_one(Job, job_id).state == "waiting"


def test_a_job_whose_worker_was_killed_is_done_by_another(app, leave_job, new_session):
    leave_job("one")
    with app.app_context(), transaction() as session:
        jobs.claim_job(session, now=utc_now())  # this worker never comes back
    assert tasks.sweep(app) == 0
    with new_session() as session, session.begin():
        session.execute(update(Job).values(lease_until=utc_now() - timedelta(seconds=1)))
    assert tasks.sweep(app) == 1
    assert DONE == ["one"]


def test_the_lease_of_a_long_job_is_extended(app, leave_job, new_session, monkeypatch):
    monkeypatch.setattr(tasks, "HEARTBEAT_INTERVAL", 0.05)
    job_id = leave_job("long")
    assert tasks.sweep(app) == 1
    assert DONE == ["long", "extended"]
    with new_session() as session:
        assert session.get_one(Job, job_id).state == "done"


@pytest.mark.parametrize("name", ["overtaken", "overtaken and broken"])
def test_only_the_holder_of_the_lease_ends_a_job(app, leave_job, new_session, name):
    job_id = leave_job(name)
    tasks.sweep(app)
    with new_session() as session:
        job = session.get_one(Job, job_id)
    assert (job.state, job.attempts, job.problem) == ("running", 2, None)
    assert job.lease_until > utc_now()


def test_the_lease_of_another_worker_is_not_extended(app, leave_job):
    leave_job("one")
    with app.app_context(), transaction() as session:
        mine = jobs.claim_job(session, now=utc_now())
    with app.app_context():
        claim_again()
        with transaction() as session:
            assert not jobs.extend_lease(session, mine, now=utc_now())


def test_a_message_becomes_a_file_of_its_person(app, leave_message, new_session, settings):
    person_id, message_id = leave_message()
    assert tasks.sweep(app) == 1
    letter = settings.data_dir / "messages" / str(person_id) / f"{message_id}.txt"
    assert "http://x.test/link/1" in letter.read_text()
    assert (
        "To: ratna@payung.example\nSubject: Your link to sign in to Payung\n" in letter.read_text()
    )
    assert letter.stat().st_mode & 0o077 == 0
    with new_session() as session:
        assert session.get_one(OutboxMessage, message_id).sent_at is not None


def test_a_message_that_cannot_be_delivered_is_kept(app, leave_message, new_session, settings):
    _person_id, message_id = leave_message()
    (settings.data_dir / "messages").write_text("a file stands where the folder should be")
    tasks.sweep(app)
    with new_session() as session:
        message = session.get_one(OutboxMessage, message_id)
    assert (message.sent_at, message.given_up_at, message.attempts) == (None, None, 1)
    assert message.due_at > utc_now()


def test_a_message_whose_template_is_missing_does_not_stop_the_next(
    app, leave_message, new_session
):
    leave_message(template="of-a-newer-version")
    _person_id, second = leave_message(address="yohana@payung.example")
    tasks.sweep(app)
    with new_session() as session:
        assert session.get_one(OutboxMessage, second).sent_at is not None
        states = session.scalars(select(OutboxMessage.problem)).all()
    assert "TemplateNotFound" in states
