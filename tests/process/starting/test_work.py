"""Background work in processes of its own: `payung serve --no-tasks` beside `payung work`."""

import shutil
import signal
import subprocess
import time
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.conftest import ON_POSTGRESQL
from tests.process.served import PATIENCE, PAYUNG, Served
from tests.process.starting.test_lifecycle import wait_until
from tests.runner.postgres import free_port

pytestmark = pytest.mark.postgresql
on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no server")
JOB = (
    "INSERT INTO job (id, kind, key, arguments, state, attempts, progress, created_at, due_at)"
    " VALUES (gen_random_uuid(), 'tidy-accounts', 'trial', '{}', 'waiting', 0, 0, now(), now())"
)
STATE = "SELECT state FROM job WHERE key = 'trial'"


@pytest.fixture
def without_tasks(started_once):
    """A server that leaves background work to others, on a database that it has prepared."""
    started_once.start(arguments=["--no-tasks"])
    return started_once


@pytest.fixture
def work():
    """Starts `payung work` with the environment of a server; what still runs is killed."""
    processes = []

    def work(server):
        with server.log.open("a") as log:
            process = subprocess.Popen(
                [PAYUNG, "work"], env=server.environment, stdout=log, stderr=log
            )
        processes.append(process)
        return process

    yield work
    for process in processes:
        process.kill()
        process.wait(PATIENCE)


def is_done(server):
    return server.query(STATE) == "done"


def heartbeat(server):
    return server.data_dir / "consumer.alive"


@contextmanager
def people_locked(server):
    """No other transaction reads accounts, so that a job that does so waits."""
    engine = create_engine(server.variables["PAYUNG_DATABASE_URL"], poolclass=NullPool)
    with closing(engine.connect()) as connection:
        connection.execute(text("LOCK TABLE person IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()


def run(server, *arguments):
    done = subprocess.run(
        [PAYUNG, *arguments],
        env=server.environment | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(ON_POSTGRESQL, reason="refused on SQLite only")
@pytest.mark.parametrize("command", [("work",), ("serve", "--no-tasks")])
def test_on_sqlite_the_server_does_the_work_itself(started_once, command):
    status, message = run(started_once, *command)
    assert status == 1
    assert "PAYUNG_DATABASE_URL" in message
    assert "Traceback" not in message


@on_postgresql
def test_work_waits_for_the_process_that_does_it(without_tasks, work):
    assert len(without_tasks.workers()) == 1
    assert without_tasks.consumers() == []
    without_tasks.change(JOB)
    time.sleep(2)
    assert without_tasks.query(STATE) == "waiting"
    process = work(without_tasks)
    wait_until(lambda: is_done(without_tasks))
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert without_tasks.is_answering()
    assert without_tasks.stop() == 0


@on_postgresql
def test_a_stop_waits_for_the_job_that_runs(without_tasks, work):
    with people_locked(without_tasks):
        without_tasks.change(JOB)
        process = work(without_tasks)
        wait_until(lambda: without_tasks.query(STATE) == "running")
        process.terminate()
        time.sleep(2)
        assert process.poll() is None
    assert process.wait(PATIENCE) == 0
    assert is_done(without_tasks)
    assert not heartbeat(without_tasks).exists()


@on_postgresql
def test_a_second_signal_ends_it_at_once_and_another_process_takes_the_job(without_tasks, work):
    with people_locked(without_tasks):
        without_tasks.change(JOB)
        process = work(without_tasks)
        wait_until(lambda: without_tasks.query(STATE) == "running")
        process.terminate()  # a shell in the background ignores Ctrl+C, but not this
        time.sleep(1)
        process.terminate()
        assert process.wait(PATIENCE) == -signal.SIGTERM
    lapsed = "lease_until = now() - interval '1 second' WHERE state = 'running'"
    without_tasks.change(f"UPDATE job SET {lapsed}")  # noqa: S608
    work(without_tasks)
    wait_until(lambda: is_done(without_tasks))
    assert without_tasks.query("SELECT attempts FROM job WHERE key = 'trial'") == 2


@on_postgresql
def test_two_processes_do_each_job_once(without_tasks, work):
    for _ in range(2):
        work(without_tasks)
    for number in range(20):
        without_tasks.change(JOB.replace("'trial'", f"'trial {number}'"))
    done = "SELECT count(*) FROM job WHERE state = 'done' AND key LIKE 'trial %'"
    wait_until(lambda: without_tasks.query(done) == 20)
    assert without_tasks.query("SELECT max(attempts) FROM job") == 1


@on_postgresql
def test_the_doctor_says_who_does_the_work(without_tasks, work):
    status, message = run(without_tasks, "doctor")
    assert (status, "leaves background work to others" in message) == (0, True)
    without_tasks.change(JOB.replace("now())", "now() - interval '1 hour')"))
    status, message = run(without_tasks, "doctor")
    assert (status, "start payung work" in message) == (1, True)
    work(without_tasks)
    wait_until(lambda: is_done(without_tasks) and heartbeat(without_tasks).exists())
    status, message = run(without_tasks, "doctor")
    assert (status, "tasks are done" in message) == (0, True)


@on_postgresql
def test_it_does_not_start_with_another_key(without_tasks, tmp_path):
    other = Served(tmp_path / "other", free_port(), dict(without_tasks.variables))
    shutil.copytree(without_tasks.data_dir, other.data_dir)
    (other.data_dir / "keys" / "server.key").write_bytes(b"k" * 32)
    status, message = run(other, "work")
    assert (status, "server.key" in message, "Traceback" in message) == (1, True, False)
