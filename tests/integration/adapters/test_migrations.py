"""A migration loses nothing: a copy first, everything or nothing, and never a newer database."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from lms.adapters.database import migrations
from lms.adapters.errors import DatabaseNewer, MigrationFailed, MigrationFailedWithCopy
from tests.conftest import ON_POSTGRESQL

FURTHER = """\
revision, down_revision = "9001", "{last}"


def upgrade():
    from alembic import op

    op.execute("CREATE TABLE further (id INTEGER PRIMARY KEY)")
    {step}
"""
REBUILD_PERSON = """with op.batch_alter_table("person") as person:
        person.alter_column("province_code", nullable=True)"""
BREAK_REFERENCES = """op.execute("DELETE FROM data_key")"""


@pytest.fixture
def database_url(own_database_url):
    return own_database_url


@pytest.fixture
def add_migration(tmp_path, monkeypatch):
    """Adds one more migration with this step, to a copy of the folder."""

    def add(step):
        folder = shutil.copytree(migrations.MIGRATIONS_FOLDER, tmp_path / "migrations")
        last = migrations.latest_version()
        (folder / "versions" / "9001_further.py").write_text(FURTHER.format(last=last, step=step))
        monkeypatch.setattr(migrations, "MIGRATIONS_FOLDER", folder)

    return add


def version(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    return found


def triggers(url):
    engine = create_engine(url)
    query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    if not ON_POSTGRESQL:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with engine.connect() as connection:
        found = set(connection.scalars(text(query)))
    engine.dispose()
    return found


def copies(tmp_path):
    return list(tmp_path.glob("payung.db.before-*"))


def test_nothing_runs_on_a_database_of_this_version(database_url):
    assert migrations.upgrade(database_url) is False


def test_what_is_missing_runs_and_the_copy_goes(database_url, add_migration, tmp_path):
    add_migration("")
    assert migrations.upgrade(database_url) is True
    assert version(database_url) == "9001"
    assert copies(tmp_path) == []


def test_triggers_stand_after_a_table_was_rebuilt(database_url, add_migration, make_person):
    make_person()
    before = triggers(database_url)
    add_migration(REBUILD_PERSON)
    migrations.upgrade(database_url)
    assert triggers(database_url) == before != set()


def test_a_failed_step_leaves_the_database_as_it_was(database_url, add_migration, tmp_path):
    before = version(database_url)
    add_migration('op.execute("INSERT INTO no_such_table VALUES (1)")')
    with pytest.raises(MigrationFailed) as failed:
        migrations.upgrade(database_url)
    assert version(database_url) == before
    assert "no_such_table" in failed.value.parameters["reason"]
    if not ON_POSTGRESQL:
        assert isinstance(failed.value, MigrationFailedWithCopy)
        (copy,) = copies(tmp_path)
        assert version(f"sqlite:///{copy}") == before
        assert copy.stat().st_mode & 0o077 == 0


def test_a_step_that_breaks_references_is_taken_back(database_url, add_migration, make_person):
    make_person()
    before = version(database_url)
    add_migration(BREAK_REFERENCES)
    with pytest.raises(MigrationFailed):
        migrations.upgrade(database_url)
    assert version(database_url) == before


def test_a_newer_database_is_refused_and_left_alone(database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseNewer):
        migrations.upgrade(database_url)
    assert version(database_url) == "9999"


def test_two_migrations_at_once_run_each_step_once(database_url, add_migration):
    add_migration("")
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(migrations.upgrade, database_url) for _ in range(2)]
        assert {one.result() for one in both} <= {True, False}
    assert version(database_url) == "9001"
