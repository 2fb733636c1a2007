"""The migration that limits names shortens nobody's: it stops, and says whose are too long."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from lms.adapters.database import migrations
from lms.adapters.errors import MigrationFailed
from tests.conftest import ON_POSTGRESQL
from tests.postgresql_databases import SERVER, run_on_server

KEY = "00000000000000000000000000000001"
PERSON = "00000000000000000000000000000002"


@pytest.fixture
def older_database(tmp_path):
    """A database as it was before this migration, with one person in it."""
    if ON_POSTGRESQL:
        run_on_server("CREATE DATABASE before_names")
        url = f"{SERVER}/before_names".replace("postgresql://", "postgresql+psycopg://", 1)
    else:
        url = f"sqlite:///{tmp_path / 'older.db'}"

    def fill(name):
        engine = migrations.create_migration_engine(url)
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(migrations.MIGRATIONS_FOLDER))
            config.attributes["connection"] = connection
            command.upgrade(config, "0005")
            moment = "2026-01-01 00:00:00+00" if ON_POSTGRESQL else "2026-01-01 00:00:00.000000"
            values = {"key": KEY, "id": PERSON, "name": name, "moment": moment, "on": True}
            connection.execute(
                text(
                    "INSERT INTO data_key (id, wrapped, created_at) VALUES (:key, :blob, :moment)"
                ),
                values | {"blob": b"x" * 60},
            )
            connection.execute(
                text(
                    "INSERT INTO person (id, name, email, language, active, fs_uniquifier,"
                    " data_key_id, created_at)"
                    " VALUES (:id, :name, 'a@contoh.id', 'id', :on, 'x', :key, :moment)"
                ),
                values,
            )
        engine.dispose()
        return url

    yield fill
    if ON_POSTGRESQL:
        run_on_server("DROP DATABASE before_names WITH (FORCE)")


def name_in(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        name = connection.scalar(text("SELECT name FROM person"))
        length = next(c for c in inspect(engine).get_columns("person") if c["name"] == "name")
    engine.dispose()
    return name, length["type"].length


def test_name_that_fits_is_kept_as_it_is(older_database):
    url = older_database("R" * 60)
    migrations.upgrade(url)
    assert name_in(url) == ("R" * 60, 60)


def test_longer_name_stops_the_migration_and_stays_whole(older_database):
    url = older_database("R" * 61)
    with pytest.raises(MigrationFailed) as failed:
        migrations.upgrade(url)
    reason = failed.value.parameters["reason"]
    assert "1 names have more than 60 characters" in reason
    assert "RRR" not in reason
    assert name_in(url) == ("R" * 61, 100)
