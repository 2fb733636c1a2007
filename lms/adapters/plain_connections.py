"""Connections for `lms.kernel.plain_reading`: the driver itself, for a command that only reads."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID

from lms.adapters.database.sqlite_reading import connect_to_read
from lms.adapters.database.versions import FOLDER, newest_in
from lms.kernel.plain_reading import Ask, LeftToModels

SQLITE: Final = "sqlite:///"
POSTGRESQL: Final = re.compile(  # the usual ones; SQLAlchemy knows more
    r"postgresql\+psycopg://(?P<user>[^:/@?]+)(?::(?P<password>[^@/?]*))?@"
    r"(?P<host>[^:/?@,%\[\]]+)(?::(?P<port>[0-9]+))?/(?P<dbname>[^/?%]+)"
)


@contextmanager
def plain_reading(uri: str) -> Iterator[Ask]:
    """Of a database at this program's version. Raises LeftToModels, also for what goes wrong within
    it at the driver."""
    opened = _sqlite(uri) if uri.startswith(SQLITE) else _postgresql(uri)
    with opened as ask:
        _refuse_other_version(ask)
        yield ask


def _refuse_other_version(ask: Ask) -> None:
    if ask("SELECT version_num FROM alembic_version", ()) != [(newest_in(FOLDER),)]:
        raise LeftToModels


@contextmanager
def _sqlite(uri: str) -> Iterator[Ask]:
    path = uri.removeprefix(SQLITE)
    if not path or path.startswith((":", "file:")) or set("?%") & set(path):
        raise LeftToModels
    try:
        with closing(connect_to_read(path)) as connection:
            connection.execute("BEGIN")  # all answers are of one moment
            yield lambda text, values: connection.execute(text, _for_sqlite(values)).fetchall()
    except sqlite3.Error as problem:
        raise LeftToModels from problem


def _for_sqlite(values: Sequence[Any]) -> list[Any]:
    return [value.hex if isinstance(value, UUID) else value for value in values]


@contextmanager
def _postgresql(uri: str) -> Iterator[Ask]:
    facts = connection_facts(uri)
    import psycopg

    try:
        with closing(psycopg.connect(**facts)) as connection:
            connection.read_only = True
            yield lambda text, values: connection.execute(
                text.replace("?", "%s").encode(), values
            ).fetchall()
    except psycopg.Error as problem:
        raise LeftToModels from problem


def connection_facts(uri: str) -> dict[str, Any]:
    """What the driver is told of a server. Raises LeftToModels for a URL that says more."""
    found = POSTGRESQL.fullmatch(uri)
    if found is None:
        raise LeftToModels
    facts: dict[str, Any] = {name: text for name, text in found.groupdict().items() if text}
    for name in ("user", "password"):
        if name in facts:
            facts[name] = unquote(facts[name])
    if "port" in facts:
        facts["port"] = int(facts["port"])
    return facts
