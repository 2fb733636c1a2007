"""Triggers that protect append-only tables. They are created again after every migration.

Rebuilding a table drops its triggers silently, so `create_all` runs after each upgrade.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger on one table, written for both databases.

    `sqlite` is the part after `CREATE TRIGGER name`; `postgresql` is the body of a PL/pgSQL
    function, and `event` says when it runs, such as `BEFORE INSERT`.
    """

    name: str
    table: str
    event: str
    sqlite: str
    postgresql: str


TRIGGERS: dict[str, Trigger] = {}


def declare(trigger: Trigger) -> None:
    """Register a trigger for `create_all`."""
    TRIGGERS[trigger.name] = trigger


def append_only(*tables: str) -> None:
    """Reject every update and delete of rows of these tables."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            declare(_rejecting_trigger(table, verb, f"{table} is append-only"))


def fixed_to_learner(table: str, *, fixed: str) -> None:
    """Reject deletes, updates of the columns `fixed`, and a change of `learner_id`.

    A merge of accounts may move a row to the account that stays open.
    """
    declare(_rejecting_trigger(table, "DELETE", f"{table} is kept"))
    declare(_rejecting_trigger(table, "UPDATE", f"{table} is kept as it began", of=fixed))
    message = f"{table} stays with its learner"
    merged = (
        "NOT EXISTS (SELECT 1 FROM account_merge WHERE other_id = OLD.learner_id"
        " AND person_id = NEW.learner_id AND merged_at IS NOT NULL)"
        " AND NEW.learner_id <> OLD.learner_id"
    )
    event = "BEFORE UPDATE OF learner_id"
    declare(
        Trigger(
            name=f"tr_{table}_stays_with_learner",
            table=table,
            event=event,
            sqlite=f"{event} ON {table} WHEN {merged} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=f"BEGIN IF {merged} THEN RAISE EXCEPTION '{message}'; END IF;"
            " RETURN NEW; END",
        )
    )


def create_all(connection: Connection) -> None:
    """Create or replace every trigger whose table exists."""
    tables = _tables(connection)
    for trigger in TRIGGERS.values():
        if trigger.table in tables:
            for statement in _statements(trigger, connection.dialect.name):
                connection.execute(text(statement))


def drop_all(connection: Connection) -> None:
    """Drop every trigger; call `create_all` in the same transaction to restore them."""
    tables = _tables(connection)
    table_of = "" if connection.dialect.name == "sqlite" else " ON {table}"
    for trigger in TRIGGERS.values():
        if trigger.table in tables:
            statement = f"DROP TRIGGER IF EXISTS {trigger.name}{table_of}"
            connection.execute(text(statement.format(table=trigger.table)))


def _rejecting_trigger(table: str, verb: str, message: str, of: str = "") -> Trigger:
    event = f"BEFORE {verb} OF {of}" if of else f"BEFORE {verb}"
    return Trigger(
        name=f"tr_{table}_no_{verb.lower()}",
        table=table,
        event=event,
        sqlite=f"{event} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
        postgresql=f"BEGIN RAISE EXCEPTION '{message}'; END",
    )


def _statements(trigger: Trigger, dialect: str) -> Iterable[str]:
    if dialect == "sqlite":
        yield f"DROP TRIGGER IF EXISTS {trigger.name}"
        yield f"CREATE TRIGGER {trigger.name} {trigger.sqlite}"
        return
    yield (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        f"{trigger.postgresql} $body$"
    )
    yield f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}"
    yield (
        f"CREATE TRIGGER {trigger.name} {trigger.event} ON {trigger.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
    )


def _tables(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return set(connection.scalars(text(query)))
