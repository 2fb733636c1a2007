"""After an erasure a person's name is nowhere, but in a certificate that they chose to keep."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from errno import EACCES
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import create_engine, text

from certificates.issue_data import Achievement, Holder
from certificates.records import queries as certificates
from certificates.records.service import issue_certificate
from courses.enrolment.service import enrol_learner
from lms.accounts.contact_changes.service import propose_contact_change
from lms.accounts.contacts import Contact
from lms.accounts.models import Person
from lms.accounts.queries import person_profile
from lms.adapters.database.erasure_traces import TracesRemain, rewrite_pages, scrub_erased
from lms.extensions import db, prepare_engine, transaction
from lms.kernel.clock import utc_now
from lms.kernel.outbox import add_message
from lms.tasks import sweep
from lms.workflows.accounts.erase_person import erase_person
from tests.conftest import ON_POSTGRESQL
from tests.factories import make_course, make_person

NAME = "Wulandari Kertanegara"
CONTACT = "wulandari.kertanegara@contoh.id"
TRACES = (b"Wulandari", b"wulandari", b"WULANDARI", b"Kertanegara")


@pytest.fixture
def database_url(own_database_url):
    return own_database_url


@pytest.fixture
def holder(app):
    """A person with a message that was delivered and a certificate whose files were made."""
    with app.app_context(), transaction() as session:
        person_id = make_person(session, name=NAME, contact=CONTACT)
        certificate_id = certified(session, person_id, make_course(session))
        profile = person_profile(session, person_id)
        add_message(
            session,
            person_id=person_id,
            key_id=profile.data_key_id,
            channel="email",
            address=CONTACT,
            template="certificate-issued",
            parameters={"language": "id", "name": NAME, "address": "http://localhost"},
            now=utc_now(),
        )
    sweep(app)
    return person_id, certificate_id


def certified(session, person_id, version_id):
    profile = person_profile(session, person_id)
    enrolment_id = enrol_learner(
        session, person_id=person_id, course_version_id=version_id, now=utc_now()
    )
    return issue_certificate(
        session,
        enrolment_id=enrolment_id,
        person_id=person_id,
        person_key_id=profile.data_key_id,
        holder=Holder(NAME, "teacher", "53"),
        achievement=Achievement("POESA-EL", "Kursus", "Course", 8, 0, is_pilot=True),
        completed_on=date(2026, 11, 24),
        now=utc_now(),
    )


def erase(app, person_id, choices):
    with app.app_context(), transaction() as session:
        erase_person(session, person_id, certificate_choices=choices, now=utc_now())
    sweep(app)


def status(app, new_session, certificate_id, person_id):
    with app.app_context(), new_session() as session:
        (summary,) = certificates.certificates_of_person(session, person_id)
        return certificates.certificate_status(session, summary.number, now=utc_now())


def files_with_traces(folder):
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(trace in path.read_bytes() for trace in TRACES)
    )


@pytest.fixture
def folder(tmp_path):
    """The database and the data folder of the test."""
    return tmp_path


def test_name_is_found_before_and_nowhere_after(app, holder, folder, new_session):
    person_id, certificate_id = holder
    assert any("messages" in name for name in files_with_traces(folder))
    erase(app, person_id, {certificate_id: "withdraw"})
    assert files_with_traces(folder) == []
    withdrawn = status(app, new_session, certificate_id, person_id)
    assert (withdrawn.state, withdrawn.name) == ("withdrawn", "")
    assert list(folder.rglob("*.sealed")) == []


def test_certificate_that_was_kept_still_verifies_with_its_name(app, holder, folder, new_session):
    person_id, certificate_id = holder
    erase(app, person_id, {certificate_id: "keep"})
    assert files_with_traces(folder) == []  # the name stands sealed
    kept = status(app, new_session, certificate_id, person_id)
    assert (kept.state, kept.name) == ("valid", NAME)


def test_certificate_without_a_choice_is_withdrawn(app, holder, new_session):
    person_id, certificate_id = holder
    erase(app, person_id, {})
    assert status(app, new_session, certificate_id, person_id).state == "withdrawn"


def test_message_that_cannot_be_removed_makes_the_job_fail(app, holder, folder, monkeypatch):
    job = {"person_id": str(holder[0])}
    (message,) = folder.glob(f"**/messages/{holder[0]}/*.txt")
    with app.app_context():
        with monkeypatch.context() as storage:
            storage.setattr("os.unlink", refuse)
            with pytest.raises(PermissionError):
                scrub_erased(job)
        assert message.exists()
        scrub_erased(job)
        assert not message.parent.exists()
        scrub_erased(job)  # may run twice


def refuse(path, **_how):
    raise PermissionError(EACCES, "Permission denied", path)


def test_copy_that_a_migration_left_is_removed(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/payung.db")
    prepare_engine(engine)
    copy = tmp_path / "payung.db.before-0009"
    copy.write_bytes(b"Wulandari")
    rewrite_pages(engine)
    engine.dispose()
    assert not copy.exists()


@pytest.fixture
def backup(app):
    """A connection that reads as `pg_dump` does, until the test ends."""
    if not ON_POSTGRESQL:
        pytest.skip("only PostgreSQL locks tables")
    with app.app_context(), db.engine.connect() as connection:
        tables = "person, data_key, contact_change, audit_event"
        connection.execute(text(f"LOCK TABLE {tables} IN ACCESS SHARE MODE"))
        yield connection


def test_requests_go_on_while_an_erasure_waits_for_a_backup_to_end(
    app, holder, backup, new_session
):
    began = monotonic()
    with app.app_context(), ThreadPoolExecutor(1) as thread:
        rewriting = thread.submit(rewrite_pages, db.engine)
        sleep(0.5)
        with new_session() as session:
            assert person_profile(session, holder[0]).name == NAME
        with pytest.raises(TracesRemain):
            rewriting.result()
    assert monotonic() - began < 10
    backup.rollback()
    with app.app_context():
        rewrite_pages(db.engine)
        with db.engine.connect() as connection:
            assert connection.scalar(text("SHOW lock_timeout")) == "0"


def file_of(connection, table):
    connection.execute(text("CHECKPOINT"))
    path = text("SELECT current_setting('data_directory') || '/' || pg_relation_filepath(:table)")
    return Path(connection.scalar(path, {"table": table})).read_bytes()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite overwrites what it frees")
def test_what_a_row_was_before_is_not_in_the_file_of_its_table(app, make_person, new_session):
    person_id = make_person(name=NAME)
    with app.app_context(), db.engine.connect() as connection:
        assert NAME.encode() in file_of(connection, "person")
    with new_session() as session, session.begin():
        session.get_one(Person, person_id).name = "Other"
    with app.app_context():
        with db.engine.connect() as connection:
            assert NAME.encode() in file_of(connection, "person")
        for _ in range(10):  # the server may count rows in another session, which still sees it
            rewrite_pages(db.engine)
            with db.engine.connect() as connection:
                if NAME.encode() not in file_of(connection, "person"):
                    return
            sleep(1)
    pytest.fail("the name is still in the file")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no snapshots of this kind")
def test_an_erasure_waits_for_snapshots_that_show_what_was_before(app, make_person, new_session):
    person_id = make_person(name=NAME)
    with app.app_context(), new_session() as reader:
        reader.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        reader.execute(text("SELECT 1"))  # takes its snapshot
        with new_session() as session, session.begin():
            session.get_one(Person, person_id).name = "Other"
        with pytest.raises(TracesRemain):
            rewrite_pages(db.engine)
        reader.rollback()
        rewrite_pages(db.engine)
        with db.engine.connect() as connection:
            assert NAME.encode() not in file_of(connection, "person")


@pytest.mark.skipif(ON_POSTGRESQL, reason="only SQLite lets one write at a time")
def test_writers_go_on_while_an_erasure_waits_for_readers_to_end(app, holder, new_session):
    job = {"person_id": str(holder[0])}
    with app.app_context(), new_session() as reader, ThreadPoolExecutor(1) as thread:
        assert person_profile(reader, holder[0]).name == NAME
        scrubbing = thread.submit(in_context, app, scrub_erased, job)
        sleep(0.03)  # it waits for the reader by now
        began = monotonic()
        with transaction() as session:
            make_person(session, contact="saksi@contoh.id")
        assert monotonic() - began < 5  # seconds; ten where it is held up
        with pytest.raises(TracesRemain):
            scrubbing.result()
        reader.rollback()
        scrub_erased(job)
        with db.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA busy_timeout")) == 10_000


def in_context(app, do, *arguments):
    with app.app_context():
        do(*arguments)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite overwrites what is deleted")
def test_former_contacts_leave_no_pages_behind(app, holder, new_session):
    person_id, _certificate_id = holder
    contact = Contact(email="wulandari.lain@contoh.id")
    facts = {"contact": contact, "made_by": person_id, "channels": frozenset({"email"})}
    with app.app_context(), transaction() as session:
        propose_contact_change(session, person_id, **facts, now=utc_now())
    size = text("SELECT pg_relation_size('contact_change')")
    with new_session() as session:
        assert session.scalar(size) > 0
    erase(app, person_id, {})
    with new_session() as session:
        assert session.scalar(size) == 0


def test_erased_name_is_gone_from_the_tables_too(app, holder, new_session):
    person_id, _certificate_id = holder
    erase(app, person_id, {})
    with new_session() as session:
        assert person_profile(session, person_id).name == ""
