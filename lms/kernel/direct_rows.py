"""Rows of statements that are built once, asked of SQLite's driver itself.

What SQLAlchemy does between a statement and its rows takes several times as long as SQLite does. So
a statement is compiled once; from then on its text and values go to the driver, and rows come back.
Values are converted as their columns say, errors are SQLAlchemy's, and whoever listens to
statements hears of these. On other databases SQLAlchemy does it all.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from typing import Any, NamedTuple, cast

from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
NAMED: Any = namedtuple  # of names that are known only when it runs


class Slot(NamedTuple):
    """A question mark of the text: a value given by name, or one that is always the same."""

    name: str | None
    convert: Convert | None
    fixed: Any = None


class Compiled:
    """A statement for SQLite with all that its values and rows go through."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self.text = str(compiled)
        self._slots = [_slot(compiled, name) for name in compiled.positiontup or ()]
        columns = compiled._result_columns
        found = [
            (place, column.type._cached_result_processor(compiled.dialect, None))
            for place, column in enumerate(columns)
        ]
        self._converted = [(place, convert) for place, convert in found if convert]
        names = [column.keyname for column in columns]
        self._row = NAMED("Row", names, rename=True)._make

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        return [
            fixed if name is None else given[name] if convert is None else convert(given[name])
            for name, convert, fixed in self._slots
        ]

    def row(self, raw: Sequence[Any]) -> Any:
        values = list(raw)
        for place, convert in self._converted:
            values[place] = convert(values[place])
        return self._row(values)


def rows_of(session: Session, statement: Any, values: Mapping[str, Any]) -> list[Any]:
    """Tuples with the names of the columns; of a statement of `built_once`, with all its values."""
    connection = session.connection()
    driver = connection.connection.driver_connection
    if not isinstance(driver, SQLiteConnection):
        return list(connection.execute(statement, values))
    compiled = _compiled(statement, connection.dialect)
    given = compiled.values(values)
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, None, compiled.text, given, None, False)
    try:
        return [compiled.row(raw) for raw in driver.execute(compiled.text, given).fetchall()]
    except SQLiteError as error:
        return connection._handle_dbapi_exception(error, compiled.text, given, None, None)


@lru_cache(512)
def _compiled(statement: Any, dialect: Dialect) -> Compiled:
    return Compiled(statement.compile(dialect=dialect))


def _slot(compiled: SQLCompiler, name: str) -> Slot:
    convert = compiled._bind_processors.get(name)
    parameter = compiled.binds[name]
    if parameter.required:
        return Slot(name, cast(Convert | None, convert))
    fixed = parameter.effective_value
    return Slot(None, None, convert(fixed) if callable(convert) else fixed)
