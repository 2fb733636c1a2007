"""The processes of a server live and end together, and nothing that was accepted is cut off."""

import os
import signal
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.process.people import open_sign_up, sign_up
from tests.process.served import PATIENCE, Served


def wait_until(condition, seconds=60.0):
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_answers_and_exactly_one_does_tasks(started_once):
    started_once.start()
    wait_until(lambda: (len(started_once.workers()), len(started_once.consumers())) == (1, 1))


def test_two_workers_share_the_port_and_one_consumer(started_once):
    started_once.variables["PAYUNG_WORKERS"] = "2"
    started_once.start()
    wait_until(lambda: (len(started_once.workers()), len(started_once.consumers())) == (2, 1))


def test_a_killed_worker_is_replaced(started_once):
    started_once.start()
    before = started_once.workers()
    started_once.kill_worker()
    wait_until(lambda: started_once.workers() and started_once.workers() != before)
    started_once.wait_until_ready()


def test_a_killed_consumer_is_replaced(started_once):
    started_once.start()
    before = started_once.consumers()
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(started_once.consumers()) == 1 and started_once.consumers() != before)


def test_no_process_outlives_the_first(started_once):
    started_once.start()
    family = [*started_once.workers(), *started_once.consumers()]
    started_once.kill_main()
    wait_until(lambda: not any(map(is_alive, family)), seconds=10)


@pytest.mark.parametrize("kill", [Served.kill_main, Served.kill_tree])
def test_it_starts_again_at_once_after_a_kill(started_once, kill):
    started_once.start()
    kill(started_once)
    started_once.start()
    assert started_once.stop() == 0


def test_a_stop_ends_every_process_and_leaves_no_work_open(started_once):
    started_once.start()
    family = [*started_once.workers(), *started_once.consumers()]
    assert started_once.stop() == 0
    assert not any(map(is_alive, family))


def test_a_request_under_way_is_answered_before_a_stop(started_once):
    """The test holds the database's write lock, so that a sign-up waits when the stop arrives."""
    started_once.start()
    sign_up(started_once, "Ratna Dewi", "ratna@payung.example")
    database = started_once.data_dir / "payung.db"
    with (
        closing(sqlite3.connect(database, isolation_level=None)) as other,
        ThreadPoolExecutor() as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        browser, form, values = open_sign_up(started_once, "Yohana", "yohana@payung.example")
        waiting = pool.submit(browser.submit, form, values)
        time.sleep(1.5)
        process, started_once.process = started_once.process, None
        process.terminate()
        time.sleep(0.5)
        assert process.poll() is None
        other.execute("ROLLBACK")
        process.wait(PATIENCE)
        # The redirect that follows finds nobody any more; what counts is the row.
        assert isinstance(waiting.exception(), OSError)
        people = other.execute("SELECT count(*) FROM person").fetchone()[0]
    assert people == 2


def test_ctrl_c_ends_it_quietly(started_once):
    started_once.start(start_new_session=True)
    process, started_once.process = started_once.process, None
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    assert "Traceback" not in started_once.log.read_text()


def count_hang_ups():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_a_terminal_that_closes_ends_it(started_once):
    """SIGHUP reaches the whole group, and counts, even if whoever started the tests ignores it."""
    started_once.start(start_new_session=True, preexec_fn=count_hang_ups)
    process, started_once.process = started_once.process, None
    os.killpg(process.pid, signal.SIGHUP)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
