"""Rules that tables of several domains state alike."""

from sqlalchemy import Index, text


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The SQL that holds a column to known words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def unique_while(condition: str, name: str, *columns: str) -> Index:
    """A unique index over the rows that meet a condition, on either database."""
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)
