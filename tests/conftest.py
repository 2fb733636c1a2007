"""Fixtures. Each test starts from an empty database, and reads it with sessions of its own.

`PAYUNG_TEST_DATABASE=postgresql` with `PAYUNG_TEST_POSTGRESQL_URL` runs them on PostgreSQL.
"""

import gc
import os
import secrets
import shutil
import sqlite3
import sys
from contextlib import suppress

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from courses.block_host.third_party import installed_blocks
from lms.adapters.database.migrations import upgrade
from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests import factories, sample_blocks
from tests.compiled_templates import share_templates
from tests.postgresql_databases import SERVER, Databases, run_on_server
from tests.shared_apps import TEST_CONFIG, SharedApps
from tests.sqlite_databases import Files

hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")
ON_POSTGRESQL = os.environ.get("PAYUNG_TEST_DATABASE") == "postgresql"


MANY_MORE = 20_000  # objects, before the collector looks

_opened = []


@event.listens_for(Engine, "connect")
def keep_connection(connection, _record):
    """Held until the end: a thread of a test may leave one open, and no other test is to blame."""
    _opened.append(connection)


@event.listens_for(Engine, "connect")
def reverse_what_is_not_ordered(connection, _record):
    """What a query does not order comes backwards: PostgreSQL may give it in any order."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


def pytest_sessionfinish():
    for connection in _opened:
        with suppress(sqlite3.ProgrammingError):  # one that only its own thread may close
            connection.close()


def build_schema(url: str) -> None:
    upgrade(url.replace("postgresql://", "postgresql+psycopg://", 1))
    if url.startswith("sqlite"):
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A database file with all tables."""
    path = tmp_path_factory.mktemp("database") / "template.db"
    build_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def template_database(request):
    """A database with all tables, copied for each test."""
    if ON_POSTGRESQL:
        name = f"template_{secrets.token_hex(6)}"
        run_on_server(f"CREATE DATABASE {name}")
        build_schema(f"{SERVER}/{name}")
        yield name
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")
    else:
        yield request.getfixturevalue("sqlite_template")


@pytest.fixture(scope="session")
def postgresql_databases(template_database):
    databases = Databases(template_database)
    yield databases
    databases.drop()


@pytest.fixture(scope="module")
def blocks_by_others(tmp_path_factory):
    """Those of `tests.sample_blocks` stand in the environment; nobody may use them yet."""
    folder = sample_blocks.install(tmp_path_factory.mktemp("others"))
    sys.path.append(folder)
    installed_blocks._entry_points.cache_clear()
    yield
    sys.path.remove(folder)
    sys.modules.pop("others_blocks", None)
    installed_blocks._entry_points.cache_clear()


@pytest.fixture(scope="session")
def sqlite_databases(sqlite_template, tmp_path_factory):
    return Files(sqlite_template, tmp_path_factory.mktemp)


@pytest.fixture
def shared_database_url(request):
    """An empty database, which another test may have used."""
    if ON_POSTGRESQL:
        databases = request.getfixturevalue("postgresql_databases")
        name = databases.take()
        yield f"{SERVER}/{name}"
        databases.give_back(name)
    else:
        databases = request.getfixturevalue("sqlite_databases")
        yield databases.take()
        databases.give_back()


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def own_database_url(request, tmp_path):
    """On SQLite a new file, `payung.db` in the test's folder, for tests that look at files there.

    A module uses it by a fixture of its own named `database_url`.
    """
    if ON_POSTGRESQL:
        return request.getfixturevalue("shared_database_url")
    template = request.getfixturevalue("sqlite_template")
    return f"sqlite:///{shutil.copy(template, tmp_path / 'payung.db')}"


@pytest.fixture
def settings(database_url, tmp_path):
    """Four requests at a time: a process has connections for as many as it answers, not more."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, threads=4)


@pytest.fixture(scope="session")
def settled_memory():
    """The collector passes by what is loaded: hundreds of programs come and go in one process."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY_MORE)
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture(scope="session")
def shared_apps(settled_memory):
    return SharedApps()


@pytest.fixture
def app(settings, shared_apps):
    """The program, as if it had just been created."""
    shared = shared_apps.take(settings)
    yield shared.app
    shared_apps.give_back(shared)


@pytest.fixture
def new_app(settings, settled_memory):
    """The program, created for this test: for tests that add routes or patch it."""
    app = create_app(settings, **TEST_CONFIG)
    share_templates(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def new_session(app):
    """Opens sessions that the program does not share: a missing commit is seen."""
    with app.app_context():
        engine = db.engine
    info = {"ports": app.extensions["ports"]}
    return lambda: Session(engine, expire_on_commit=False, info=info)


@pytest.fixture
def make_person(new_session):
    """Makes a person and gives their id; takes the arguments of `tests.factories.make_person`."""

    def make(**facts):
        with new_session() as session, session.begin():
            return factories.make_person(session, **facts)

    return make


@pytest.fixture
def page_language():
    """The language of the pages of `administrator`; None for that of the server."""
    return None


@pytest.fixture
def administrator_id(make_person):
    return make_person(name="Ani", roles=["administrator"])


@pytest.fixture
def administrator(administrator_id, sign_in, page_language):
    """A client on which an administrator is signed in."""
    client = sign_in(administrator_id)
    if page_language:
        client.set_cookie("language", page_language)
    return client


@pytest.fixture
def sign_in(app, new_session):
    """A client of its own on which this person is signed in."""

    def sign_in(person_id):
        client = app.test_client()
        with new_session() as session, session.begin():
            held = factories.session_cookie(session, person_id)
        with client.session_transaction() as cookie:
            cookie.update(held)
        return client

    return sign_in
