"""200,000 certificates in the table: checks, look-ups and issuing cost what they cost with ten."""

import secrets
import sqlite3
from contextlib import closing
from statistics import median
from time import process_time
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from certificates import queries, service
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import Achievement, Holder
from courses.enrolment.service import enrol_learner
from lms import artefacts
from lms.accounts.queries import person_profile
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests.benchmarks.reports import add_line
from tests.conftest import build_schema
from tests.factories import make_course, make_person

MANY = 200_000
PER_LIST = 60_000
WARM_UP = 20
GOAL = 1.10


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The same program on a table with ten certificates, and on one with MANY more."""
    made = {}
    for name, more in (("few", 0), ("many", MANY)):
        folder = tmp_path_factory.mktemp(name)
        build_schema(f"sqlite:///{folder / 'payung.db'}")
        app = create_app(
            Settings(data_dir=folder, public_url="https://payung.example"),
            SERVER_NAME="payung.example",
        )
        made[name] = fill(app, more)
    yield made
    for table in made.values():
        with table.app.app_context():
            db.engine.dispose()


def fill(app, more):
    with app.app_context():
        with transaction() as session:
            service.set_issuer(
                session, name="Lembaga", url="", signatories=(), set_by=None, now=utc_now()
            )
            version_id = make_course(session)
            people = [make_person(session) for _ in range(10)]
            enrolments = [
                enrol_learner(session, person_id=one, course_version_id=version_id, now=utc_now())
                for one in people
            ]
            ids = [
                issue(session, person, enrolment, "POESA-EL")
                for person, enrolment in zip(people, enrolments, strict=True)
            ]
        records = [queries.issued_record(db.session(), one) for one in ids]
        db.session.remove()
        if more:
            add_rows(db.engine.url.database, ids[0], more)
    return SimpleNamespace(app=app, people=people, enrolments=enrolments, records=records)


def issue(session, person_id, enrolment_id, code):
    return service.issue_certificate(
        session,
        enrolment_id=enrolment_id,
        person_id=person_id,
        person_key_id=person_profile(session, person_id).data_key_id,
        holder=Holder("Ratna Dewi", "teacher", "53"),
        achievement=Achievement(code, "Kursus", "Course", 8, 0, is_pilot=False),
        completed_on=utc_now().date(),
        now=utc_now(),
    )


def add_rows(database, id_of_first, more):
    """Copies of one row with what is unique made anew; nobody asks for them."""
    names = [column.name for column in Certificate.__table__.columns]
    with closing(sqlite3.connect(database)) as connection, connection:
        one = connection.execute(
            f"SELECT {', '.join(names)} FROM certificate WHERE id = ?",  # noqa: S608  our names
            (id_of_first.hex,),
        ).fetchone()
        facts = dict(zip(names, one, strict=True))
        lists = range(2, 2 + more // PER_LIST + 1)
        connection.executemany(
            "INSERT INTO status_list (number, allocated, opened_at, closed_at) "
            "VALUES (?, 65536, ?, ?)",
            [(number, facts["issued_at"], facts["issued_at"]) for number in lists],
        )
        connection.executemany(
            f"INSERT INTO certificate ({', '.join(names)}) "  # noqa: S608
            f"VALUES ({', '.join(':' + name for name in names)})",
            (
                facts
                | {
                    "id": uuid4().hex,
                    "number": secrets.token_hex(8).upper(),
                    "enrolment_id": uuid4().hex,
                    "person_id": uuid4().hex,
                    "list_number": 2 + index // PER_LIST,
                    "status_index": index % PER_LIST * 2,
                }
                for index in range(more)
            ),
        )


def check_number(table, turn):
    record = table.records[turn % len(table.records)]
    assert queries.certificate_status(db.session(), record.number, now=utc_now()).name


def check_code(table, turn):
    record = table.records[turn % len(table.records)]
    assert queries.checked_code(db.session(), record.qr_text, now=utc_now()).status


def open_page(table, turn):
    number = format_number(table.records[turn % len(table.records)].number)
    assert table.app.test_client().get(f"/v/{number}").status_code == 200


def look_up(table, turn):
    record = table.records[turn % len(table.records)]
    queries.issued_record(db.session(), record.id)
    queries.stored_artefact(db.session(), record.id, "json")


def issue_one(table, turn):
    """For another achievement of one of the people."""
    person, enrolment = (
        some[turn % len(table.people)] for some in (table.people, table.enrolments)
    )
    with transaction() as session:
        issue(session, person, enrolment, secrets.token_hex(6))


def issue_and_make(table, turn):
    """With all five files, as the worker makes them."""
    person, enrolment = (
        some[turn % len(table.people)] for some in (table.people, table.enrolments)
    )
    with transaction() as session:
        certificate_id = issue(session, person, enrolment, secrets.token_hex(6))
    artefacts.make_artefacts({"certificate_id": str(certificate_id)})


@pytest.mark.parametrize(
    ("operation", "count"),
    [
        (check_number, 600),
        (check_code, 600),
        (open_page, 300),
        (look_up, 600),
        (issue_one, 120),
        (issue_and_make, 30),
    ],
)
def test_a_full_table_costs_at_most_a_tenth_more(tables, operation, count):
    """Turn by turn, so that what else the machine does falls on both."""
    turns = [
        [seconds(tables[name], operation, turn) for name in ("few", "many")]
        for turn in range(count + WARM_UP)
    ]
    few, many = (median(column) for column in zip(*turns[WARM_UP:], strict=True))
    add_line(f"{operation.__name__}: {many / few:.2f} of the time with {MANY:,} certificates more")
    assert many / few <= GOAL


def seconds(table, operation, turn):
    with table.app.app_context():
        before = process_time()
        operation(table, turn)
        spent = process_time() - before
        db.session.remove()
    return spent


def test_the_rows_are_there(tables):
    with tables["many"].app.app_context():
        assert db.session().scalar(select(db.func.count()).select_from(Certificate)) >= MANY
        db.session.remove()
