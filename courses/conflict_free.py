"""Inserts a row unless one with the same unique key stands already, on either database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.kernel.db import Base


def insert_if_absent(session: Session, model: type[Base], values: Mapping[str, Any]) -> bool:
    """True when the row is ours; false when another transaction was first."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    result = session.execute(insert(model).values(values).on_conflict_do_nothing())
    assert isinstance(result, CursorResult)  # noqa: S101  for the type checker
    return result.rowcount == 1
