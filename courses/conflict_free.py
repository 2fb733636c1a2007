"""Inserts a row unless its unique key exists, on SQLite and PostgreSQL."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from courses.json_types import JsonMapping
from lms.kernel.database.db import Base


def insert_if_absent(session: Session, model: type[Base], values: JsonMapping) -> bool:
    """Return whether the row was inserted; false if a row with the same unique key exists."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(model).values(values).on_conflict_do_nothing()
    return session.scalar(statement.returning(model.__table__.c.id)) is not None
