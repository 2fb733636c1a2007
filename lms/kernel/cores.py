"""On which cores of the machine threads run.

One thread of Python computes at a time, and on two cores each turn of another thread carries what
both touch from core to core. What leaves Python's lock alone for long, such as hashing, is better
off elsewhere.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

CAN_CHOOSE: Final = hasattr(os, "sched_setaffinity")
_usable: Final = frozenset(os.sched_getaffinity(0)) if CAN_CHOOSE else frozenset()


def stay_on_one_core() -> None:
    """This thread, and those that it begins from now on. By the process id, so that several
    programs on a machine are spread."""
    if len(_usable) > 1:
        core = sorted(_usable)[os.getpid() % len(_usable)]
        os.sched_setaffinity(0, {core})


@contextmanager
def on_any_core() -> Iterator[None]:
    """This thread alone, for as long as it computes without Python's lock."""
    if not CAN_CHOOSE:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _usable)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
