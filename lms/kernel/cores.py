"""On which cores of the machine threads run.

One thread of Python computes at a time, and on two cores each turn of another thread carries what
both touch from core to core. What leaves Python's lock alone for long, such as hashing, is better
off elsewhere.
"""

import os
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from typing import Final

CAN_CHOOSE: Final = hasattr(os, "sched_setaffinity")
_usable: Final = frozenset(os.sched_getaffinity(0)) if CAN_CHOOSE else frozenset()


def stay_on_one_core() -> None:
    """This thread, and those that it begins from now on. By the process id, so that several
    programs on a machine are spread."""
    if len(_usable) > 1:
        _run_on({sorted(_usable)[os.getpid() % len(_usable)]})


@contextmanager
def on_any_core() -> Iterator[None]:
    """This thread alone, for as long as it computes without Python's lock."""
    if not CAN_CHOOSE:
        yield
        return
    before = os.sched_getaffinity(0)
    _run_on(_usable)
    try:
        yield
    finally:
        _run_on(before)


def _run_on(cores: Set[int]) -> None:
    with suppress(OSError):  # a service may be forbidden to choose, or have lost a core
        os.sched_setaffinity(0, cores)
