"""Blocks that hang: each is given up, and they do not pile up without end."""

from threading import Event
from threading import enumerate as living_threads

import pytest

from courses.block_host.errors import BlockTooSlow
from courses.block_host.third_party import limits


def end_all():
    for thread in living_threads():
        if thread.name == limits.NAME:
            thread.join(10)


def test_no_more_are_started_while_too_many_hang(monkeypatch):
    end_all()
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.01)
    monkeypatch.setattr(limits, "MAX_THREADS", 1)
    hold, started = Event(), []
    with pytest.raises(BlockTooSlow):
        limits.run_with_timeout(hold.wait)
    with pytest.raises(BlockTooSlow):
        limits.run_with_timeout(lambda: started.append(True))
    hold.set()
    end_all()
    monkeypatch.setattr(limits, "MAX_SECONDS", 10)
    assert (limits.run_with_timeout(lambda: 1), started) == (1, [])
