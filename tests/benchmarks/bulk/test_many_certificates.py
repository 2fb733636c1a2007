"""200,000 certificates in the table: checks, look-ups and issuing cost what they cost with ten."""

import secrets
from statistics import median
from time import process_time

import pytest
from sqlalchemy import select

from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import queries
from lms.app import create_app
from lms.extensions import db, transaction
from lms.jobs import certificate_files
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests.benchmarks.certificate_tables import fill, issue
from tests.benchmarks.reports import add_line
from tests.conftest import build_schema

MANY = 200_000
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


def check_number(table, turn):
    record = table.records[turn % len(table.records)]
    assert queries.certificate_status(db.session(), record.number, now=utc_now()).name


def check_code(table, turn):
    record = table.records[turn % len(table.records)]
    assert queries.check_code(db.session(), record.qr_text, now=utc_now()).status


def open_page(table, turn):
    number = format_number(table.records[turn % len(table.records)].number)
    assert table.app.test_client().get(f"/v/{number}").status_code == 200


def look_up(table, turn):
    record = table.records[turn % len(table.records)]
    queries.issued_record(db.session(), record.id)
    queries.stored_file(db.session(), record.id, "json")


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
    certificate_files.make_files({"certificate_id": str(certificate_id)})


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
