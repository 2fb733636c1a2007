"""Respond in constant time, so that the time does not reveal whether a contact is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

MIN_SECONDS = 0.1  # ten times the duration of the slower case


@contextmanager
def constant_time() -> Iterator[None]:
    """Wait until MIN_SECONDS have passed. Must enclose the transaction, not the reverse."""
    started = monotonic()
    try:
        yield
    finally:
        sleep(max(0.0, MIN_SECONDS - (monotonic() - started)))
