"""What a query does not order comes backwards here: PostgreSQL may give it in any order."""

import sqlite3

from sqlalchemy import Engine, event


@event.listens_for(Engine, "connect")
def reverse_what_is_not_ordered(connection, _record):
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")
