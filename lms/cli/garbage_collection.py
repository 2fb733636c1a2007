"""Loads what a command needs, which for most takes longer than the command itself."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Nobody looks for garbage among modules that are just being made, nor later among all of them,
    nor at the end of the process. Each look takes a third of a second for the whole program.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        atexit.unregister(gc.freeze)
        atexit.register(gc.freeze)
