"""`payung doctor` looks without changing anything, and its exit status says whether to repair."""

import secrets
import shutil
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


def files_of(server):
    return {path: path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file()}


def test_keys_that_are_missing_are_named_and_not_made(started_once, examine):
    started_once.wrap_a_key()
    shutil.rmtree(started_once.data_dir / "keys")
    before = files_of(started_once)
    status, text = examine()
    assert status == 1
    assert "server.key is missing" in text
    assert "certificate-ed25519.pem is missing" in text
    assert "The keys can be used." not in text
    assert files_of(started_once) == before


def test_the_server_key_of_another_is_named(started_once, examine):
    started_once.wrap_a_key()
    (started_once.data_dir / "keys" / "server.key").write_bytes(secrets.token_bytes(32))
    status, text = examine()
    assert (status, "another server key" in text) == (1, True)


def test_the_key_of_the_database_is_shown_by_its_fingerprint(started_once, examine):
    fingerprint = started_once.query("SELECT fingerprint FROM server_key")
    status, text = examine()
    assert (status, f"matches the database: {fingerprint[:4].hex()}." in text) == (0, True)


def test_a_database_that_names_no_key_is_noted_and_left_as_it_is(started_once, examine):
    started_once.change("DELETE FROM server_key")
    status, text = examine()
    assert (status, "no fingerprint of its server key yet" in text) == (0, True)
    assert started_once.query("SELECT count(*) FROM server_key") == 0


PERSON = """INSERT INTO person (id, name, email, language, active, fs_uniquifier, data_key_id,
created_at, from_lti) VALUES ('00000000000000000000000000000001', 'Ratna Dewi', 'ratna@contoh.id',
'id', 1, 'a', '00000000000000000000000000000002', '2026-11-01 00:00:00.000000', 1)"""
ROLE = """INSERT INTO role_grant (id, person_id, role, scope_type, granted_at)
VALUES ('00000000000000000000000000000003', '00000000000000000000000000000001', 'evaluator',
'platform', '2026-11-02 00:00:00.000000')"""


def test_accounts_from_elsewhere_with_a_role_and_ways_in_are_counted(started_once, examine):
    started_once.change(PERSON)
    assert "removed their ways to sign in" not in examine()[1]
    started_once.change(ROLE)
    status, text = examine()
    assert (status, "removed their ways to sign in: 1." in text) == (0, True)


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
