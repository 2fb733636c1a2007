"""Wakes the process that does tasks. The work stands in our database; a lost wake costs a wait.

huey's storage carries the wakes, in a file beside the database or in Redis; its tasks, which are
pickled and are forgotten when their worker is killed, are not used.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from lms.kernel.jobs import Job
from lms.kernel.outbox import OutboxMessage
from lms.settings import Settings

WAKE = b"wake"
POLL_INTERVAL = 0.25  # seconds between two looks at a queue that cannot block
RETRY_SECONDS = 30.0  # seconds without a try after Redis did not answer
log = structlog.get_logger("payung")


class TaskQueue:
    """Of one thread at a time: the file is one connection for all of them, and each closes it."""

    def __init__(self, data_dir: Path, redis_url: str = "") -> None:
        self._data_dir, self._redis_url = data_dir, redis_url
        self._silent_until = 0.0
        self._alone = Lock()

    def wake(self) -> None:
        """Ask the consumer to look. Never fails: it looks by itself after a while."""
        if time.monotonic() < self._silent_until:
            return
        with self._alone:
            try:
                if not self._storage.queue_size():
                    self._storage.enqueue(WAKE)
            except self._failures() as problem:
                self._rest(problem)
            finally:
                self._let_go()

    def wait(self, seconds: float, *, is_over: Callable[[], bool]) -> None:
        """Return when woken, when it is over, or after that many seconds."""
        give_up_at = time.monotonic() + seconds
        while not is_over() and time.monotonic() < give_up_at and not self._is_woken():
            time.sleep(
                0 if self._redis_url and time.monotonic() > self._silent_until else POLL_INTERVAL
            )
        with self._alone:
            self._let_go()

    def _is_woken(self) -> bool:
        if time.monotonic() < self._silent_until:
            return False
        with self._alone:
            try:
                woken = self._storage.dequeue() is not None
                if woken:
                    self._storage.flush_queue()
            except self._failures() as problem:
                self._rest(problem)
                return False
        return woken

    def _let_go(self) -> None:
        """Close the file: threads that answer requests come and go."""
        if not self._redis_url and "_storage" in vars(self):  # else it could not be opened
            self._storage.close()

    def _rest(self, problem: Exception) -> None:
        self._silent_until = time.monotonic() + RETRY_SECONDS
        log.warning("task_queue_unreachable", problem=type(problem).__name__)

    def _failures(self) -> tuple[type[Exception], ...]:
        if not self._redis_url:
            return (sqlite3.Error, OSError)
        from redis.exceptions import RedisError

        return (RedisError, OSError)

    @cached_property
    def _storage(self) -> Any:
        """Opened on first use, so that no process inherits another's connection."""
        if self._redis_url:
            with _modules_hidden("psycopg", "psycopg2"):
                from huey.storage import RedisStorage

            url = _with_timeouts(self._redis_url)
            return RedisStorage("payung", url=url, read_timeout=1)
        with _modules_hidden("psycopg", "psycopg2"):
            from huey.storage import SqliteStorage

        return SqliteStorage(
            "payung", filename=str(self._data_dir / "queue.db"), fsync=False, timeout=1
        )


@contextmanager
def _modules_hidden(*names: str) -> Iterator[None]:
    """huey loads PostgreSQL's driver where it is installed, for a storage that is not used here.

    It takes 9 MB in each process. On PostgreSQL the program has loaded it when it started.
    """
    unused = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(unused))  # type: ignore[arg-type]  # None: not to be found
    try:
        yield
    finally:
        for name in unused:
            del sys.modules[name]


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["task_queue"] = TaskQueue(settings.data_dir, settings.redis_url)
    if not event.contains(Session, "after_commit", _wake):
        event.listen(Session, "after_commit", _wake)
        for model in (Job, OutboxMessage):
            event.listen(model, "after_insert", _mark)


def _mark(mapper: object, connection: object, row: object) -> None:
    session = object_session(row)
    if session is not None:
        session.info["has_work"] = True


def _wake(session: Session) -> None:
    """A transaction that left work has been committed: do it now rather than at the next sweep."""
    if session.info.pop("has_work", False) and current_app:
        current_app.extensions["task_queue"].wake()


def _with_timeouts(url: str) -> str:
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}socket_connect_timeout=0.5&socket_timeout=3"
