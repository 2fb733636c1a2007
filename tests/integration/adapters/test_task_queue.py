"""The queue only wakes: with Redis, without, or with none that answers, no work is lost."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

import pytest

from lms import tasks
from lms.adapters.queue.task_queue import TaskQueue
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel import jobs
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from tests.runner.postgres import free_port

LONG = 20.0


@pytest.fixture
def redis_url(tmp_path):
    """A Redis of this test alone."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


@pytest.fixture
def unreachable_redis():
    return f"redis://127.0.0.1:{free_port()}/0"


def seconds_until_woken(queue, wake_after):
    """How long a consumer waits that is woken after a moment."""
    began = time.monotonic()
    Thread(target=lambda: (time.sleep(wake_after), queue.wake())).start()
    queue.wait(LONG, is_over=lambda: False)
    return time.monotonic() - began


def wait_until_it_answers(queue):
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        queue._silent_until = 0
        queue.wake()
        if not queue._silent_until:
            return
        time.sleep(0.05)
    raise AssertionError("Redis did not start")


def test_a_file_beside_the_database_wakes(tmp_path):
    assert 0.3 < seconds_until_woken(TaskQueue(tmp_path), 0.3) < LONG / 2


def test_many_threads_wake_at_once_and_none_fails_or_leaves_the_file_open(tmp_path):
    for number in range(10):
        queue, together = TaskQueue(tmp_path), Barrier(8)

        def wake(queue=queue, together=together):
            together.wait()
            queue.wake()

        with ThreadPoolExecutor(8) as pool:
            for waker in [pool.submit(wake) for _thread in range(8)]:
                waker.result()
        assert queue._storage._conn is None
        assert queue._silent_until == 0, number


def test_redis_wakes(tmp_path, redis_url):
    queue = TaskQueue(tmp_path, redis_url)
    wait_until_it_answers(queue)
    queue.wait(1, is_over=lambda: False)
    assert 0.3 < seconds_until_woken(queue, 0.3) < LONG / 2


def test_many_wakes_are_one(tmp_path):
    queue = TaskQueue(tmp_path)
    for _ in range(50):
        queue.wake()
    queue.wait(LONG, is_over=lambda: False)
    began = time.monotonic()
    queue.wait(0.6, is_over=lambda: False)
    assert time.monotonic() - began >= 0.6


def test_a_redis_that_does_not_answer_costs_a_moment_once(tmp_path, unreachable_redis):
    queue = TaskQueue(tmp_path, unreachable_redis)
    began = time.monotonic()
    for _ in range(100):
        queue.wake()
    assert time.monotonic() - began < 3


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_wake(tmp_path):
    TaskQueue(tmp_path / "missing").wake()


def test_a_wait_ends_when_it_is_over(tmp_path):
    stopping = Event()
    Thread(target=lambda: (time.sleep(0.2), stopping.set())).start()
    began = time.monotonic()
    TaskQueue(tmp_path).wait(LONG, is_over=stopping.is_set)
    assert time.monotonic() - began < LONG / 2


def test_work_is_done_while_redis_is_missing(settings, unreachable_redis, monkeypatch):
    monkeypatch.setattr(tasks, "SWEEP_INTERVAL", 0.2)
    monkeypatch.setattr(tasks, "JOBS", {"look": "lms.kernel.clock:utc_now"})
    app = create_app(settings.model_copy(update={"redis_url": unreachable_redis}))
    stopping = Event()
    consumer = Thread(target=tasks.run_consumer, args=(app, stopping))
    consumer.start()
    with app.app_context():
        with transaction() as session:
            job_id = jobs.add_job(session, kind="look", key="1", arguments={}, now=utc_now())
        give_up_at = time.monotonic() + LONG
        while attempts_of(job_id) == 0 and time.monotonic() < give_up_at:
            time.sleep(0.05)
        assert attempts_of(job_id) == 1
        heartbeat = settings.data_dir / tasks.HEARTBEAT_FILE
        assert heartbeat.exists()
        stopping.set()
        consumer.join(LONG)
        assert not heartbeat.exists()
        db.engine.dispose()


def attempts_of(job_id):
    with transaction() as session:
        return session.get_one(Job, job_id).attempts
