"""The driver itself: read only, of one moment, and whatever is unusual is left to SQLAlchemy."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from lms.adapters.database.migrations import newest_version
from lms.adapters.plain_connections import connection_facts, plain_reading
from lms.kernel.clock import new_id
from lms.kernel.plain_reading import LeftToModels

OLDER = "UPDATE alembic_version SET version_num = '0001'"
NEWER = "UPDATE alembic_version SET version_num = '9999'"
VERSION = "SELECT version_num FROM alembic_version"
USUAL = [
    "postgresql+psycopg://payung@127.0.0.1:5433/payung",
    "postgresql+psycopg://payung:rahasia@db.example/payung",
    "postgresql+psycopg://pay%2Fung:a%40b%3Ac:d+%25@db.example:5432/payung_2",
    "postgresql+psycopg://pay+ung:a+b@db.example/pay+ung",
    "postgresql+psycopg://payung:@db.example/payung",
]
UNUSUAL = [
    "postgresql+psycopg://payung@db.example/payung?sslmode=require",
    "postgresql+psycopg:///payung?host=/run/postgresql",
    "postgresql+psycopg://payung@[::1]:5432/payung",
    "postgresql+psycopg://payung@one.example,two.example/payung",
    "postgresql+psycopg://db.example/payung",
    "postgresql+psycopg://payung@db.example",
    "postgresql+psycopg://payung@db.example/a%20b",
    "postgresql+psycopg://payung:a/b@db.example/payung",
    "postgresql+psycopg2://payung@db.example/payung",
    "mysql://payung@db.example/payung",
    "sqlite://",
    "sqlite:///",
    "sqlite:///:memory:",
    "sqlite:///a%20b.db",
    "sqlite:///file:payung.db?uri=true",
    "sqlite+pysqlite:///payung.db",
    "postgresql",
    "",
]


@pytest.fixture
def uri(settings):
    return settings.database_uri


@pytest.fixture
def write(uri):
    """Runs a statement on a connection of its own."""

    def write(statement):
        engine = create_engine(uri)
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    return write


def test_values_go_to_the_driver_and_rows_come_back(uri):
    with plain_reading(uri) as ask:
        assert ask(VERSION, ()) == [(newest_version(),)]
        asked = "SELECT version_num FROM alembic_version WHERE version_num IN (?, ?)"
        assert ask(asked, ("'; --", newest_version())) == [(newest_version(),)]
        assert ask("SELECT kid FROM signing_key WHERE id = ?", (new_id(),)) == []


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM alembic_version", "CREATE TABLE one (id INTEGER)", "SELECT nothing FROM there"],
)
def test_nothing_is_written_and_errors_of_the_driver_are_left_to_the_models(uri, statement):
    with pytest.raises(LeftToModels), plain_reading(uri) as ask:
        ask(statement, ())
    with plain_reading(uri) as ask:
        assert ask(VERSION, ()) == [(newest_version(),)]


@pytest.mark.parametrize("set_version", [OLDER, NEWER], ids=["older", "newer"])
def test_another_version_of_the_tables_is_left_to_the_models(uri, write, set_version):
    write(set_version)
    with pytest.raises(LeftToModels), plain_reading(uri):
        pass


def test_a_database_without_tables_is_left_to_the_models(uri, write):
    write("DROP TABLE alembic_version")
    with pytest.raises(LeftToModels), plain_reading(uri):
        pass


def test_errors_of_ours_stay_what_they_are(uri):
    with pytest.raises(KeyError), plain_reading(uri):
        raise KeyError


@pytest.mark.parametrize("uri", USUAL)
def test_a_server_is_told_what_sqlalchemy_tells_it(uri):
    url = make_url(uri)
    assert connection_facts(uri) == url.get_dialect()().create_connect_args(url)[1]


@pytest.mark.parametrize("unusual", UNUSUAL)
def test_an_unusual_address_is_left_to_sqlalchemy(unusual, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LeftToModels), plain_reading(unusual):
        pass
    assert not list(tmp_path.iterdir())


@pytest.fixture
def file(sqlite_template, tmp_path):
    return Path(shutil.copy(sqlite_template, tmp_path / "a +b#ü&c.db"))


def test_a_missing_file_is_not_made(tmp_path):
    missing = tmp_path / "none.db"
    with pytest.raises(LeftToModels), plain_reading(f"sqlite:///{missing}"):
        pass
    assert not missing.exists()


@pytest.mark.parametrize("content", [b"", b"no database, " * 500], ids=["empty", "damaged"])
def test_what_is_no_database_is_left_as_it_is(tmp_path, content):
    other = tmp_path / "other.db"
    other.write_bytes(content)
    with pytest.raises(LeftToModels), plain_reading(f"sqlite:///{other}"):
        pass
    assert other.read_bytes() == content


def test_an_odd_path_is_opened_as_it_is_written(file):
    with plain_reading(f"sqlite:///{file}") as ask:
        assert ask(VERSION, ()) == [(newest_version(),)]


def test_a_writer_holds_nobody_up_and_all_answers_are_of_one_moment(file):
    uri = f"sqlite:///{file}"
    engine = create_engine(uri)
    with engine.connect() as writer, plain_reading(uri) as ask:
        writer.exec_driver_sql("BEGIN IMMEDIATE")
        assert ask(VERSION, ()) == [(newest_version(),)]
        writer.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        writer.commit()
        assert ask(VERSION, ()) == [(newest_version(),)]
    engine.dispose()


def test_the_last_to_leave_leaves_no_files_of_the_log(file):
    with plain_reading(f"sqlite:///{file}") as ask:
        ask(VERSION, ())
    assert [one.name for one in file.parent.iterdir()] == [file.name]
