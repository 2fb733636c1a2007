"""Whether a connection to a database server still stands, after it has waited in the pool.

Asking the server before each use, as SQLAlchemy can, takes a trip there and three settings of the
driver: a quarter of the time of a short write. A server that ends a connection says so, and what it
said can be seen without asking it. So it is asked when it has said something, and when a connection
has waited for long, in which time a network may have forgotten it without a word.
"""

from select import POLLIN, poll
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

LONG: Final = 10.0  # seconds, below what networks between two machines of a site put up with
USED: Final = "used_at"  # in what the pool keeps with a connection: when it was last taken


def look_before_use(engine: Engine, *, long: float = LONG) -> None:
    """One that does not stand any more is replaced, and with it all that were opened before it.

    `long` is in seconds. SQLite has no server that could go away.
    """
    if engine.dialect.name == "sqlite":
        return

    def look(driver: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        now = monotonic()
        used = record.info.get(USED, now)  # one that was just opened stands
        record.info[USED] = now
        if (now - used > long or _has_said_something(driver)) and not _answers(engine, driver):
            raise InvalidatePoolError

    event.listen(engine, "checkout", look)


def _has_said_something(driver: Any) -> bool:
    """Nobody has asked it anything; it is about to say, or has said, that it ends."""
    if driver.closed:
        return True
    waiting = poll()
    waiting.register(driver.fileno(), POLLIN)
    return bool(waiting.poll(0))


def _answers(engine: Engine, driver: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(driver))
    except engine.dialect.loaded_dbapi.Error:
        return False
