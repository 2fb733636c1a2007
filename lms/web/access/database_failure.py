"""Remembers that the database failed in this request, so that its error page asks nothing of it."""

from typing import Final

from flask import g

DATABASE_FAILED: Final = "database_failed"  # in g


def note_database_failure() -> None:
    """Read nobody's session any more in this request: the error page is the same for everybody."""
    setattr(g, DATABASE_FAILED, True)


def has_database_failed() -> bool:
    """Whether the database failed in this request."""
    return bool(g.get(DATABASE_FAILED))
