"""A server's threads share a core, but for what computes without Python's lock."""

import json
import os
import subprocess
import sys

import pytest

from lms.kernel import cores
from lms.kernel.cores import on_any_core

pytestmark = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2 if hasattr(os, "sched_getaffinity") else True,
    reason="this machine has one core, or does not let a program choose",
)
# In a process of its own: that of the tests keeps its cores.
PROGRAM = """
import json, os
from threading import Thread
from lms.kernel.cores import on_any_core, stay_on_one_core
seen = []
look = lambda: seen.append(len(os.sched_getaffinity(0)))
look()
stay_on_one_core()
thread = Thread(target=look)
thread.start()
thread.join()
with on_any_core():
    look()
look()
print(json.dumps(seen))
"""


def test_threads_of_a_process_share_a_core_and_hashing_may_use_any():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    all_of_them = len(os.sched_getaffinity(0))
    assert json.loads(done.stdout) == [all_of_them, 1, all_of_them, 1]


def test_what_fails_on_any_core_leaves_the_thread_where_it_was():
    before = os.sched_getaffinity(0)
    own = {min(before)}
    os.sched_setaffinity(0, own)
    try:
        with pytest.raises(ValueError, match="hashing"), on_any_core():
            raise ValueError("hashing")
        assert os.sched_getaffinity(0) == own
    finally:
        os.sched_setaffinity(0, before)


def test_a_core_that_may_not_be_chosen_is_done_without(monkeypatch):
    """A service may be forbidden to choose; the system refuses a core that is not there alike."""
    before = os.sched_getaffinity(0)
    monkeypatch.setattr(cores, "_usable", frozenset({4096}))
    with on_any_core():
        assert os.sched_getaffinity(0) == before
