"""Inserts a row unless one with the same unique key stands already, on either database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base


def insert_if_absent(session: Session, model: type[Base], values: Mapping[str, Any]) -> bool:
    """True when the row is ours; false when another transaction was first."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(model).values(values).on_conflict_do_nothing()
    return session.scalar(statement.returning(model.__table__.c.id)) is not None
