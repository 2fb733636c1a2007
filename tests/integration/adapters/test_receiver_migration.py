"""The migration that renames the record store keeps it, and deletes the jobs of events."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from lms.adapters.database import migrations
from tests.conftest import ON_POSTGRESQL
from tests.postgresql_databases import SERVER, run_on_server

KEY, STORE, WEBHOOK, DELIVERY, JOB = (f"{number:032x}" for number in range(1, 6))
MOMENT = "2026-01-01 00:00:00+00" if ON_POSTGRESQL else "2026-01-01 00:00:00.000000"
RECEIVER = {
    "url": "https://lrs.example", "events": "", "key_id": KEY, "sealed": b"x", "failures": 0,
    "created_at": MOMENT,
}  # fmt: skip
ROWS = (
    ("data_key", {"id": KEY, "wrapped": b"x" * 60, "created_at": MOMENT}),
    ("event_receiver", {"id": STORE, "kind": "lrs", "name": "LRS"} | RECEIVER),
    ("event_receiver", {"id": WEBHOOK, "kind": "webhook", "name": "Dinas"} | RECEIVER),
    (
        "event_delivery",
        {
            "id": DELIVERY, "receiver_id": STORE, "person_id": KEY, "event": "lesson-done",
            "content": "{}", "created_at": MOMENT, "due_at": MOMENT, "failures": 0,
        },
    ),
    (
        "job",
        {
            "id": JOB, "kind": "deliver-event", "key": "x", "arguments": "{}", "state": "waiting",
            "attempts": 0, "progress": 0, "created_at": MOMENT, "due_at": MOMENT,
        },
    ),
)  # fmt: skip


@pytest.fixture
def older_url(tmp_path):
    """A database before the migration, with a record store, a webhook, an event and its job."""
    if ON_POSTGRESQL:
        run_on_server("CREATE DATABASE before_rotation")
        url = f"{SERVER}/before_rotation".replace("postgresql://", "postgresql+psycopg://", 1)
    else:
        url = f"sqlite:///{tmp_path / 'older.db'}"
    engine = migrations.create_migration_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations.MIGRATIONS_FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0054")
        for table, values in ROWS:
            columns = ", ".join(values)
            parameters = ", ".join(f":{name}" for name in values)
            connection.execute(
                text(f"INSERT INTO {table} ({columns}) VALUES ({parameters})"),  # noqa: S608
                values,
            )
    engine.dispose()
    yield url
    if ON_POSTGRESQL:
        run_on_server("DROP DATABASE before_rotation WITH (FORCE)")


def test_receivers_and_events_stay_and_jobs_go(older_url):
    migrations.upgrade(older_url)
    engine = create_engine(older_url)
    with engine.connect() as connection:
        receivers = connection.execute(
            text("SELECT kind, name, url, sealed_previous FROM event_receiver ORDER BY kind")
        ).all()
        (receiver_id,) = connection.scalars(text("SELECT receiver_id FROM event_delivery"))
        jobs = connection.scalars(text("SELECT id FROM job WHERE kind = 'deliver-event'")).all()
    engine.dispose()
    assert [tuple(row) for row in receivers] == [
        ("record-store", "Record store", "https://lrs.example", None),
        ("webhook", "Dinas", "https://lrs.example", None),
    ]
    assert str(receiver_id).replace("-", "") == STORE
    assert jobs == []
