"""Migrations build what the models say, CHECKs, partial predicates and triggers included."""

from pathlib import Path
from shutil import copytree

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from lms.extensions import prepare_engine
from lms.kernel.database import triggers
from lms.kernel.database.db import Base
from lms.settings import ROOT
from lms.tables import load_tables
from tests.conftest import ON_POSTGRESQL
from tests.postgresql_databases import SERVER, run_on_server


@pytest.fixture
def engine_from_models(tmp_path):
    load_tables()
    if ON_POSTGRESQL:
        name = f"models_{tmp_path.parent.name.replace('-', '_')}"
        run_on_server(f"DROP DATABASE IF EXISTS {name}")
        run_on_server(f"CREATE DATABASE {name}")
        engine = create_engine(f"{SERVER}/{name}")
    else:
        engine = create_engine(f"sqlite:///{tmp_path}/models.db")
        prepare_engine(engine)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        triggers.create_all(connection)
    yield engine
    engine.dispose()
    if ON_POSTGRESQL:
        run_on_server(f"DROP DATABASE {name}")


def normal(value):
    return " ".join(str(value).replace("(", " ").replace(")", " ").split())


def description(engine):
    """Everything that a schema promises, as a set of lines."""
    inspector = inspect(engine)
    lines = set()
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        for column in inspector.get_columns(table):
            lines.add((table, "column", column["name"], str(column["type"]), column["nullable"]))
        lines.add((table, "pk", str(inspector.get_pk_constraint(table)["constrained_columns"])))
        for key in inspector.get_foreign_keys(table):
            target = (key["referred_table"], tuple(key["referred_columns"]))
            lines.add((table, "fk", tuple(key["constrained_columns"]), target))
        for unique in inspector.get_unique_constraints(table):
            lines.add((table, "unique", unique["name"], tuple(unique["column_names"])))
        for check in inspector.get_check_constraints(table):
            lines.add((table, "check", check["name"], normal(check["sqltext"])))
        for index in inspector.get_indexes(table):
            where = index.get("dialect_options", {})
            predicate = where.get("sqlite_where", where.get("postgresql_where", ""))
            columns = tuple(index["column_names"])
            lines.add((table, "index", index["name"], columns, index["unique"], normal(predicate)))
    return lines | trigger_lines(engine)


def trigger_lines(engine):
    if engine.dialect.name == "sqlite":
        query = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = """SELECT c.relname, t.tgname,
                pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"""
    with engine.connect() as connection:
        return {("trigger", *row) for row in connection.execute(text(query))}


def test_migrations_build_exactly_the_models(engine_from_models, database_url):
    migrated = create_engine(database_url)
    wanted, found = description(engine_from_models), description(migrated)
    migrated.dispose()
    assert sorted(map(str, wanted - found)) == []
    assert sorted(map(str, found - wanted)) == []


def test_a_new_migration_loads_and_finds_nothing_to_change(database_url, tmp_path):
    """The steps of docs/how-to/write-a-migration.md in a copy: the new file is imported."""
    copytree(ROOT / "migrations", tmp_path / "migrations")
    config = Config()
    config.set_main_option("script_location", str(tmp_path / "migrations"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    script = command.revision(config, "change nothing", autogenerate=True)
    assert "op." not in Path(script.path).read_text(encoding="utf-8")


def test_every_model_says_which_columns_are_personal():
    load_tables()
    for mapper in Base.registry.mappers:
        model = mapper.class_
        assert "__personal__" in vars(model), f"{model.__name__} does not say what is personal"
        assert set(model.__personal__) <= set(mapper.columns.keys()), model.__name__


def test_no_relationship_crosses_domains_or_loads_by_itself():
    load_tables()
    for mapper in Base.registry.mappers:
        for relation in mapper.relationships:
            here, there = mapper.class_.__module__, relation.mapper.class_.__module__
            assert relation.lazy == "raise", f"{mapper.class_.__name__}.{relation.key}"
            assert here.split(".")[:2] == there.split(".")[:2], f"{here} to {there}"
