"""The migration to superseded enrolments keeps each enrolment and what belongs to it."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, create_engine, inspect, text

from lms.adapters.database import migrations
from tests.conftest import ON_POSTGRESQL
from tests.postgresql_databases import SERVER, run_on_server

IDS = {
    name: f"{number:032x}"
    for number, name in enumerate(
        ("key", "person", "course", "version", "cohort", "enrolment", "plan"), start=1
    )
}
MOMENT = "2026-01-01 00:00:00+00" if ON_POSTGRESQL else "2026-01-01 00:00:00.000000"
VERSION = {
    "number": 1,
    "content_hash": "x",
    "label": "0.1",
    "review_state": "draft",
    "as_of": "2026-01-01",
    "title_id": "K",
    "title_en": "C",
    "summary_id": "",
    "summary_en": "",
    "post_test_min": 75,
    "scenarios_required": 0,
    "is_plan_required": True,
    "hours": 6,
    "valid_years": 3,
}
ROWS = (
    ("data_key", {"id": IDS["key"], "wrapped": b"x" * 60, "created_at": MOMENT}),
    (
        "person",
        {
            "id": IDS["person"], "name": "Sari", "email": "a@contoh.id", "language": "id",
            "active": True, "fs_uniquifier": "x", "data_key_id": IDS["key"], "created_at": MOMENT,
        },
    ),
    ("course", {"id": IDS["course"], "code": "C-1", "created_at": MOMENT}),
    (
        "course_version",
        {"id": IDS["version"], "course_id": IDS["course"], "imported_at": MOMENT, **VERSION},
    ),
    (
        "cohort",
        {
            "id": IDS["cohort"], "course_version_id": IDS["version"], "name": "K",
            "plan_rule": "submitted", "is_open": True, "created_at": MOMENT,
        },
    ),
    (
        "enrolment",
        {
            "id": IDS["enrolment"], "person_id": IDS["person"], "course_id": IDS["course"],
            "course_version_id": IDS["version"], "cohort_id": IDS["cohort"],
            "started_at": MOMENT, "completed_at": MOMENT,
        },
    ),
    (
        "action_plan",
        {
            "id": IDS["plan"], "enrolment_id": IDS["enrolment"], "person_id": IDS["person"],
            "state": "submitted", "sealed": b"x", "version": 1, "saved_at": MOMENT,
            "submitted_at": MOMENT,
        },
    ),
)  # fmt: skip


@pytest.fixture
def older_url(tmp_path):
    """A database as it was before the migration, with a completed enrolment and its plan."""
    if ON_POSTGRESQL:
        run_on_server("CREATE DATABASE before_versions")
        url = f"{SERVER}/before_versions".replace("postgresql://", "postgresql+psycopg://", 1)
    else:
        url = f"sqlite:///{tmp_path / 'older.db'}"
    engine = migrations.create_migration_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations.MIGRATIONS_FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0038")
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
        run_on_server("DROP DATABASE before_versions WITH (FORCE)")


def test_enrolments_and_their_plans_stay_and_are_active(older_url):
    migrations.upgrade(older_url)
    engine = create_engine(older_url)
    with engine.connect() as connection:
        table = Table("enrolment", MetaData(), autoload_with=connection)
        (row,) = connection.execute(table.select()).mappings()
        plan = connection.scalar(text("SELECT enrolment_id FROM action_plan"))
        indexes = {index["name"] for index in inspect(engine).get_indexes("enrolment")}
    engine.dispose()
    assert (row["superseded_at"], row["completed_at"] is not None) == (None, True)
    assert str(plan).replace("-", "") == IDS["enrolment"]
    assert {"uq_enrolment_active", "ix_enrolment_cohort_id"} <= indexes
