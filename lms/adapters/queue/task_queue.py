"""Wakes the consumer process. Jobs are in the database, so a lost wake only delays them.

Wakes go through huey's storage: a file beside the database, or Redis. huey's tasks are not used:
they are pickled and lost when their worker is killed.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Protocol

import structlog
from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from lms.kernel.deliveries.models import EventDelivery
from lms.kernel.jobs import HAS_WORK, Job, announce_work
from lms.kernel.outbox import OutboxMessage
from lms.settings import Settings

WAKE = b"wake"
POLL_INTERVAL = 0.25  # seconds, for a queue that cannot block
RETRY_SECONDS = 30.0  # after an error of the queue
log = structlog.get_logger("payung")


class WakeStorage(Protocol):
    """A storage of huey, as far as it is used here."""

    def queue_size(self) -> int: ...

    def enqueue(self, data: bytes) -> object: ...

    def dequeue(self) -> bytes | None: ...

    def flush_queue(self) -> object: ...

    def close(self) -> object: ...


class TaskQueue:
    """Queue of wakes. Threads use the connection one at a time and close the file after use."""

    def __init__(self, data_dir: Path, redis_url: str = "") -> None:
        self._data_dir, self._redis_url = data_dir, redis_url
        self._silent_until = 0.0
        self._lock = Lock()

    def wake(self) -> None:
        """Wake the consumer. Never fails; without a wake the consumer sweeps after a while."""
        if time.monotonic() < self._silent_until:
            return
        with self._lock:
            try:
                if not self._storage.queue_size():
                    self._storage.enqueue(WAKE)
            except self._failures() as problem:
                self._back_off(problem)
            finally:
                self._close()

    def wait(self, seconds: float, *, is_over: Callable[[], bool]) -> None:
        """Return when woken, when `is_over()`, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while not is_over() and time.monotonic() < deadline and not self._is_woken():
            time.sleep(
                0 if self._redis_url and time.monotonic() > self._silent_until else POLL_INTERVAL
            )
        with self._lock:
            self._close()

    def _is_woken(self) -> bool:
        if time.monotonic() < self._silent_until:
            return False
        with self._lock:
            try:
                woken = self._storage.dequeue() is not None
                if woken:
                    self._storage.flush_queue()
            except self._failures() as problem:
                self._back_off(problem)
                return False
        return woken

    def _close(self) -> None:
        """Close the file, since threads of requests end."""
        if not self._redis_url and "_storage" in vars(self):  # otherwise opening failed
            self._storage.close()

    def _back_off(self, problem: Exception) -> None:
        self._silent_until = time.monotonic() + RETRY_SECONDS
        log.warning("task_queue_unreachable", problem=type(problem).__name__)

    def _failures(self) -> tuple[type[Exception], ...]:
        if not self._redis_url:
            return (sqlite3.Error, OSError)
        from redis.exceptions import RedisError

        return (RedisError, OSError)

    @cached_property
    def _storage(self) -> WakeStorage:
        """Opened at first use, so that a forked process does not inherit the connection."""
        if self._redis_url:
            with _modules_hidden("psycopg", "psycopg2"):
                from huey.storage import RedisStorage

            url = _with_timeouts(self._redis_url)
            redis: WakeStorage = RedisStorage("payung", url=url, read_timeout=1)
            return redis
        with _modules_hidden("psycopg", "psycopg2"):
            from huey.storage import SqliteStorage

        file = str(self._data_dir / "queue.db")
        storage: WakeStorage = SqliteStorage("payung", filename=file, fsync=False, timeout=1)
        return storage


@contextmanager
def _modules_hidden(*names: str) -> Iterator[None]:
    """Keep huey from importing the PostgreSQL driver for a storage that is not used.

    The driver takes 9 MB in each process. On PostgreSQL it is already loaded.
    """
    unused = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(unused))  # type: ignore[arg-type]  # None makes the import fail
    try:
        yield
    finally:
        for name in unused:
            del sys.modules[name]


def init_app(app: Flask, settings: Settings) -> None:
    """Wake the consumer after each commit that adds a job, a message or an event."""
    app.extensions["task_queue"] = TaskQueue(settings.data_dir, settings.redis_url)
    if not event.contains(Session, "after_commit", _wake):
        event.listen(Session, "after_commit", _wake)
        for model in (Job, OutboxMessage, EventDelivery):
            event.listen(model, "after_insert", _mark)


def _mark(mapper: object, connection: object, row: object) -> None:
    session = object_session(row)
    if session is not None:
        announce_work(session)


def _wake(session: Session) -> None:
    """Wake the consumer if the committed transaction added work."""
    if session.info.pop(HAS_WORK, False) and current_app:
        current_app.extensions["task_queue"].wake()


def _with_timeouts(url: str) -> str:
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}socket_connect_timeout=0.5&socket_timeout=3"
