"""Constraints and indexes that models of several domains use."""

from sqlalchemy import Index, text


def in_values(column: str, values: tuple[str, ...]) -> str:
    """SQL condition for a CHECK: the column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def partial_unique_index(condition: str, name: str, *columns: str) -> Index:
    """Partial unique index over the rows that meet an SQL condition, on SQLite and PostgreSQL."""
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


def partial_index(condition: str, name: str, *columns: str) -> Index:
    """Partial index over the rows that meet an SQL condition, on SQLite and PostgreSQL.

    SQLite uses it only for queries that state the condition in the same words.
    """
    where = text(condition)
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)
