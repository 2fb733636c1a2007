"""Backups of a server at work, and what a kill, a full disk and a running server do to them."""

import fcntl
import os
import resource
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ON_POSTGRESQL
from tests.process.at_once.test_kill import Receipts, is_stored, save_one
from tests.process.conftest import database_of_its_own
from tests.process.people import Learner
from tests.process.served import PATIENCE, PAYUNG, Served
from tests.runner.postgres import free_port

SAVES, WRITERS, BACKUP_AFTER = 60, 4, 20
SMALL = 200_000  # bytes, less than the database


@pytest.fixture
def elsewhere(tmp_path):
    """Another machine: an empty folder, and an empty database."""
    with database_of_its_own() as variables:
        server = Served(tmp_path / "elsewhere", free_port(), variables)
        yield server
        if server.process is not None:
            server.kill_tree()


def begin(server, *arguments, **options):
    return subprocess.Popen(
        [PAYUNG, *map(str, arguments)],
        env=server.environment | {"LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def run(server, *arguments, **options):
    process = begin(server, *arguments, **options)
    output = process.communicate(timeout=PATIENCE)[0]
    return process.returncode, output


@contextmanager
def locked(path: Path):
    """While this lasts, a command that reads or writes the ledger waits."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_for(folder, pattern):
    give_up_at = time.monotonic() + PATIENCE
    while not list(folder.glob(pattern)):
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


@pytest.mark.postgresql
def test_answers_acknowledged_before_the_backup_are_in_it(started_once, elsewhere, tmp_path):
    started_once.start()
    learner, receipts = Learner(started_once.port), Receipts()
    learner.arrive()
    sitting = learner.begin("pre")
    backup, keys = tmp_path / "backup", tmp_path / "keys"
    with ThreadPoolExecutor(WRITERS) as writers:
        saving = [
            writers.submit(save_one, learner, sitting, number, receipts) for number in range(SAVES)
        ]
        receipts.wait_for(BACKUP_AFTER)
        acknowledged = list(receipts.ids)
        status, output = run(started_once, "backup", backup, "--keys-to", keys)
        assert status == 0, output
        for one in saving:
            one.result()
    started_once.kill_tree()

    ledger = started_once.data_dir / "ledger.jsonl"
    options = ("--keys", keys, "--ledger", ledger)
    status, output = run(elsewhere, "restore", backup, *options)
    assert status == 0, output
    assert [one for one in acknowledged if not is_stored(elsewhere, one)] == []
    elsewhere.start()
    assert run(elsewhere, "certificate", "audit")[0] == 0


def test_a_killed_backup_leaves_no_folder_of_its_name(started_once, tmp_path):
    backups = tmp_path / "backups"
    with locked(started_once.data_dir / "ledger.jsonl"):
        process = begin(started_once, "backup", backups / "first")
        wait_for(backups, ".first.*.unfinished/payung.db")
        process.kill()
        process.communicate(timeout=PATIENCE)
    assert [path.suffix for path in backups.iterdir()] == [".unfinished"]
    assert run(started_once, "backup", backups / "first")[0] == 0
    assert [path.name for path in backups.iterdir()] == ["first"]


def test_a_full_disk_leaves_nothing_of_a_backup(started_once, tmp_path):
    def have_little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))

    backups = tmp_path / "backups"
    status, output = run(started_once, "backup", backups / "first", preexec_fn=have_little_room)
    assert (status, "could not be written" in output) == (1, True), output
    assert list(backups.iterdir()) == []


@pytest.mark.postgresql
def test_a_running_server_is_not_restored_onto(started_once, elsewhere, tmp_path):
    backup = tmp_path / "backup"
    started_once.start()
    assert run(started_once, "backup", backup)[0] == 0
    status, output = run(started_once, "restore", backup)
    assert (status, "already running" in output) == (1, True), output
    if ON_POSTGRESQL:  # the same database, from another machine
        elsewhere.variables = started_once.variables
        shutil.copytree(started_once.data_dir / "keys", elsewhere.data_dir / "keys")
        shutil.copy(started_once.data_dir / "ledger.jsonl", elsewhere.data_dir)
        status, output = run(elsewhere, "restore", backup)
        assert (status, "Another program is working" in output) == (1, True), output
    assert started_once.is_answering()


def test_a_killed_restore_lets_no_server_start_until_it_is_repeated(started_once, tmp_path):
    backup, keys = tmp_path / "backup", started_once.data_dir / "keys"
    assert run(started_once, "backup", backup)[0] == 0
    key = keys / "specimen-ed25519.pem"
    key.rename(tmp_path / key.name)
    os.mkfifo(key, 0o600)  # the restore waits for it, once the database is staged
    process = begin(started_once, "restore", backup)
    wait_for(started_once.data_dir, "payung.db.restoring")
    process.kill()
    process.communicate(timeout=PATIENCE)
    (tmp_path / key.name).replace(key)
    status, sentence = started_once.refuse()
    assert (status, "restore was interrupted" in sentence) == (1, True), sentence
    status, output = run(started_once, "restore", backup)
    assert status == 0, output
    assert run(started_once, "certificate", "audit")[0] == 0
