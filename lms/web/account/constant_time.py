"""An answer that takes as long for a known contact as for any other: its time tells nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

MIN_SECONDS = 0.1  # seconds; ten times what the longer of the two ways takes


@contextmanager
def constant_time() -> Iterator[None]:
    """What is done inside ends no sooner than LEAST after it began. Never in a transaction."""
    began = monotonic()
    try:
        yield
    finally:
        sleep(max(0.0, MIN_SECONDS - (monotonic() - began)))
