"""Rows of statements that are built once, asked of the driver itself.

What SQLAlchemy does between a statement and its rows takes several times as long as SQLite does,
and half as long as a trip to PostgreSQL. So a statement is compiled once; from then on its text and
values go to the driver, and rows come back. Values are converted as their columns say, errors are
SQLAlchemy's, and whoever listens to statements hears of these.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
CURSOR: Final = "cursor of direct rows"  # in what the pool keeps with a connection
NAMED: Any = namedtuple  # of names that are known only when it runs


class Slot(NamedTuple):
    """A place in the text: for a value that is given by name, or is always the same."""

    name: str | None
    convert: Convert | None
    fixed: Any = None


class Compiled:
    """A statement for one driver with all that its values and rows go through."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self.text = str(compiled)
        self._dialect = compiled.dialect
        self._is_by_name = not compiled.positional
        names = compiled.positiontup or list(compiled.bind_names.values())
        self._slots = [_slot(compiled, name) for name in names]
        self._places = [compiled.escaped_bind_names.get(name, name) for name in names]
        self._columns = compiled._result_columns
        self._converted: list[tuple[int, Convert]] | None = None
        self._row = NAMED("Row", [column.keyname for column in self._columns], rename=True)._make

    def values(self, given: Mapping[str, Any]) -> list[Any] | dict[str, Any]:
        """As the driver takes them: in their order, or by name."""
        values = [
            fixed if name is None else given[name] if convert is None else convert(given[name])
            for name, convert, fixed in self._slots
        ]
        if self._is_by_name:
            return dict(zip(self._places, values, strict=True))
        return values

    def rows(self, cursor: Any) -> list[Any]:
        """All that the driver found."""
        found = cursor.fetchall()
        if self._converted is None:
            self._converted = self._conversions(cursor.description)
        return [self._named(raw) for raw in found]

    def _conversions(self, description: Sequence[Sequence[Any]]) -> list[tuple[int, Convert]]:
        """Some depend on the type that the driver tells for a column, so on a first answer."""
        found = [
            (place, column.type._cached_result_processor(self._dialect, told[1]))
            for place, (column, told) in enumerate(zip(self._columns, description, strict=True))
        ]
        return [(place, convert) for place, convert in found if convert]

    def _named(self, raw: Sequence[Any]) -> Any:
        values = list(raw)
        for place, convert in self._converted or ():
            values[place] = convert(values[place])
        return self._row(values)


def rows_of(session: Session, statement: Any, values: Mapping[str, Any]) -> list[Any]:
    """Tuples with the names of the columns; of a statement of `built_once`, with all its values."""
    connection = session.connection()
    dialect = connection.dialect
    cursor = _cursor(connection)
    compiled = _compiled(statement, dialect)
    given = compiled.values(values)
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, None, compiled.text, given, None, False)
    try:
        cursor.execute(compiled.text, given)
        return compiled.rows(cursor)
    except dialect.loaded_dbapi.Error as error:
        return connection._handle_dbapi_exception(error, compiled.text, given, None, None)


def _cursor(connection: Connection) -> Any:
    """psycopg makes what reads values anew for each cursor, a fifth of what a statement takes. So
    there is one for a connection, whose rows are fetched at once; the pool lets go of both."""
    pooled = connection.connection
    if connection.dialect.name == "sqlite":
        return pooled.cursor()
    cursor = pooled.info.get(CURSOR)
    if cursor is None:
        cursor = pooled.info[CURSOR] = pooled.cursor()
    return cursor


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
