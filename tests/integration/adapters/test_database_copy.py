"""A move to another database: everything arrives, in an empty one only, or nothing does."""

import secrets
from uuid import UUID

import pytest
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from courses.enrolment.join_course import join_course
from lms.accounts.models import Person
from lms.adapters.database import copy, migrations
from lms.adapters.database.copy import copy_database
from lms.adapters.errors import CopyIncomplete, DatabaseNotCurrent, DatabaseNotEmpty
from lms.kernel.clock import utc_now
from lms.kernel.database import triggers
from lms.kernel.database.db import Base
from lms.settings import Settings
from tests.conftest import ON_POSTGRESQL
from tests.factories import make_course
from tests.filled_tables import fill_empty_tables
from tests.postgresql_databases import SERVER, run_on_server


@pytest.fixture
def settings(template_database, tmp_path):
    """The source is a SQLite file also where the tests run on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'source.db'}"
    migrations.upgrade(url)
    return Settings(data_dir=tmp_path / "data", database_url=url)


@pytest.fixture
def target(tmp_path):
    if ON_POSTGRESQL:
        name = f"copy_{secrets.token_hex(6)}"
        run_on_server(f"CREATE DATABASE {name}")
        yield f"{SERVER}/{name}".replace("postgresql://", "postgresql+psycopg://", 1)
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")
    else:
        yield f"sqlite:///{tmp_path / 'target.db'}"


@pytest.fixture
def filled(new_session, make_person, settings):
    """The source with the real course and somebody in it; gives its address."""
    person_id = make_person(name="Nguyễn Thị Ánh ꦱꦸ")
    with new_session() as session, session.begin():
        make_course(session)
        join_course(session, person_id=person_id, course_code="POESA-EL", now=utc_now())
    return settings.database_uri


def counts(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_everything_arrives_as_it_was(filled, target):
    rows = copy_database(filled, target)
    assert counts(target) == counts(filled)
    assert rows == sum(counts(target).values()) > 500
    people = []
    for url in (filled, target):
        engine = create_engine(url)
        with Session(engine) as session:
            person = session.scalars(select(Person)).one()
            people.append((person.id, person.name, person.created_at, person.fs_uniquifier))
        engine.dispose()
    assert people[0] == people[1]


def all_rows(url):
    """Each table's rows, in the order of their keys."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return rows


@pytest.fixture
def full(filled, make_person):
    """A row in every table, an attempt that is handed in, and organisations below later ones."""
    make_person(name="Yohana")
    engine = migrations.create_migration_engine(filled)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("DROP TRIGGER tr_response_log_open_attempt")
        assert fill_empty_tables(connection) == []
        triggers.create_all(connection)
        organisation = Base.metadata.tables["organisation"]
        (row,) = connection.execute(select(organisation)).mappings()
        above = None
        for number in (3, 2, 1):
            connection.execute(
                organisation.insert().values(
                    {**row, "id": UUID(int=number), "parent_id": above, "name": f"Below {above}"}
                )
            )
            above = UUID(int=number)
    engine.dispose()
    return filled


def test_a_full_database_goes_there_and_back(full, target, tmp_path):
    back = f"sqlite:///{tmp_path / 'back.db'}"
    copy_database(full, target)
    copy_database(target, back)
    assert all_rows(target) == all_rows(full)
    assert all_rows(back) == all_rows(full)
    assert all(all_rows(back).values())


def test_a_copy_guards_its_rows_as_the_source_does(full, target):
    copy_database(full, target)
    engine = create_engine(target)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", check_foreign_keys)
    for statement in (
        "UPDATE response_log SET position = 1",
        "INSERT INTO response_log SELECT * FROM response_log",
        "UPDATE organisation SET parent_id = (SELECT id FROM person LIMIT 1)",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()


def check_foreign_keys(connection, _record):
    connection.execute("PRAGMA foreign_keys = ON")


def test_a_target_that_holds_something_is_refused_and_left_alone(filled, target):
    copy_database(filled, target)
    before = counts(target)
    with pytest.raises(DatabaseNotEmpty):
        copy_database(filled, target)
    assert counts(target) == before


def test_a_target_of_somebody_else_is_refused(filled, target):
    engine = create_engine(target)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE payroll (id INTEGER PRIMARY KEY)"))
    engine.dispose()
    with pytest.raises(DatabaseNotEmpty) as refused:
        copy_database(filled, target)
    assert refused.value.parameters["table"] == "payroll"


def test_a_source_that_waits_for_migrations_is_refused(filled, target):
    engine = create_engine(filled)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    engine.dispose()
    with pytest.raises(DatabaseNotCurrent):
        copy_database(filled, target)


def test_what_arrives_in_part_is_taken_back(filled, target, monkeypatch):
    monkeypatch.setattr(copy, "select", lambda table: select(table).limit(1))
    with pytest.raises(CopyIncomplete):
        copy_database(filled, target)
    assert sum(counts(target).values()) == 0
    monkeypatch.undo()
    assert copy_database(filled, target)
