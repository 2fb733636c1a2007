"""`payung doctor` looks without changing anything, and its exit status says whether to repair."""

import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.process.served import PAYUNG


@pytest.fixture
def examine(started_once):
    def examine():
        done = subprocess.run(
            [PAYUNG, "doctor"],
            env=started_once.environment | {"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return examine


def test_a_sound_installation_has_nothing_to_repair(examine):
    status, text = examine()
    assert (status, "Nothing to repair." in text, "!!" in text) == (0, True, False)


def test_a_running_server_is_seen_to_do_tasks(started_once, examine):
    started_once.start()
    status, text = examine()
    assert (status, "tasks are done" in text) == (0, True)


def test_a_folder_that_others_can_read_is_named(started_once, examine):
    started_once.data_dir.chmod(0o755)
    status, text = examine()
    assert status == 1
    assert f"!! Others can read {started_once.data_dir}" in text


def test_a_key_that_others_can_read_is_named(started_once, examine):
    (started_once.data_dir / "keys" / "server.key").chmod(0o644)
    status, text = examine()
    assert status == 1
    assert "server.key" in text


def test_an_older_database_is_named(started_once, examine):
    with closing(sqlite3.connect(started_once.data_dir / "payung.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    status, text = examine()
    assert status == 1
    assert "payung db upgrade" in text


def test_a_missing_folder_is_named_and_not_made(served):
    done = subprocess.run(
        [PAYUNG, "doctor"], env=served.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert str(served.data_dir) in done.stdout
    assert not served.data_dir.exists()
