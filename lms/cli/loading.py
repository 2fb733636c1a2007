"""Loads what a command needs, which for most takes longer than the command itself."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Nobody looks for garbage among modules that are just being made, nor at the end of the
    process, where Python would look through all of them: that took a third of a second.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        atexit.unregister(gc.freeze)
        atexit.register(gc.freeze)
