"""A start that cannot be safe says why in one sentence, and ends with a status that is not zero."""

import resource
import secrets
import shutil
import socket
import sqlite3
import stat
import subprocess
from contextlib import closing

import pytest

from tests.process.conftest import find_free_port
from tests.process.served import PAYUNG, Served


def says(server, *words, **options):
    """Refused with one sentence that holds all these words."""
    status, sentence = server.refuse(**options)
    missing = [word for word in words if word not in sentence]
    is_one = sentence.count("\n") == 0 and sentence.endswith(".")
    return status != 0 and is_one and not missing, (status, sentence)


def key_files(server):
    """Without the public certificates, which name the host: each start here has another port."""
    paths = (server.data_dir / "keys").iterdir()
    return {path.name: path.read_bytes() for path in paths if path.suffix != ".crt"}


def test_a_sound_folder_starts_again_and_stays_as_it_was(started_once):
    keys = key_files(started_once)
    started_once.start()
    assert started_once.stop() == 0
    assert key_files(started_once) == keys


def test_what_it_makes_is_its_owners_alone(started_once):
    paths = [started_once.data_dir, *started_once.data_dir.rglob("*")]
    open_to_others = [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []


KEYS = (
    "server.key",
    "session.key",
    "certificate-ed25519.pem",
    "specimen-ed25519.pem",
    "document-p256.pem",
    "specimen-document-p256.pem",
    "answers-p256.pem",
)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_others_can_read_is_refused_by_name(started_once, name):
    assert set(key_files(started_once)) == set(KEYS)
    (started_once.data_dir / "keys" / name).chmod(0o640)
    refused, what = says(started_once, name, "0600")
    assert refused, what


HTTPS = {"PAYUNG_PUBLIC_URL": "https://payung.example"}
LOOPBACK = {"PAYUNG_PUBLIC_URL": "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("PAYUNG_PORT", {"PAYUNG_PORT": "none"}),
        ("PAYUNG_HOST", {"PAYUNG_HOST": "0.0.0.0", **LOOPBACK}),  # noqa: S104  what is refused
        ("PAYUNG_HOST", {"PAYUNG_HOST": "::", **LOOPBACK}),
        ("PAYUNG_HOST", {"PAYUNG_HOST": "127.0.0.256"}),
        ("PAYUNG_PUBLIC_URL", {"PAYUNG_PUBLIC_URL": "http://payung.example"}),
        ("PAYUNG_PUBLIC_URL", {"PAYUNG_PUBLIC_URL": "https://payung..example"}),
        ("PAYUNG_TRUSTED_PROXIES", {"PAYUNG_TRUSTED_PROXIES": "1", **LOOPBACK}),
        ("PAYUNG_CONTENT_URL", {"PAYUNG_CONTENT_URL": "http://127.0.0.1:9999"}),
        ("PAYUNG_CONTENT_URL", {"PAYUNG_CONTENT_URL": "http://files.example", **HTTPS}),
        ("PAYUNG_TIME_ZONE", {"PAYUNG_TIME_ZONE": "Mars/Olympus"}),
        ("PAYUNG_TIME_ZONE", {"PAYUNG_TIME_ZONE": "Asia"}),
        ("PAYUNG_MESSAGE_GATEWAY_TOKEN", {"PAYUNG_MESSAGE_GATEWAY_TOKEN": "one\ntwo"}),
        ("PAYUNG_MAIL_FROM", {"PAYUNG_MAIL_FROM": "payung"}),
        ("PAYUNG_DATABASE_URL", {"PAYUNG_DATABASE_URL": "mysql://payung@localhost/payung"}),
        ("PAYUNG_MAIL_FROM", {"PAYUNG_MAIL_URL": "smtp://mail.example"}),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(served, name, variables):
    served.variables = variables
    refused, what = says(served, name)
    assert refused, what


def test_a_busy_port_is_refused(started_once):
    with socket.socket() as other:
        other.bind(("127.0.0.1", started_once.port))
        other.listen()
        refused, what = says(started_once, str(started_once.port), "PAYUNG_PORT")
    assert refused, what
    started_once.start()


def test_a_second_start_beside_a_running_one_says_so(served, free_port):
    served.start()
    second = Served(served.data_dir, find_free_port())
    refused, what = says(second, "already running", f"127.0.0.1:{served.port}")
    assert refused, what
    assert served.is_answering()


def test_a_full_disk_is_named(served):
    def leave_no_space():
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))

    refused, what = says(served, "no space", str(served.data_dir), preexec_fn=leave_no_space)
    assert refused, what
    served.start()


def test_a_folder_that_cannot_be_written_is_named(served):
    served.data_dir.write_text("a file stands where the folder should be")
    refused, what = says(served, str(served.data_dir), "written")
    assert refused, what


def test_a_database_of_a_newer_version_is_refused_and_left_alone(started_once):
    database = started_once.data_dir / "payung.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    refused, what = says(started_once, "newer version", "9999")
    assert refused, what


def test_a_file_that_is_no_database_is_refused(served):
    served.data_dir.mkdir(mode=0o700)
    (served.data_dir / "payung.db").write_bytes(b"not a database" * 500)
    refused, what = says(served, "database")
    assert refused, what


def test_db_upgrade_does_not_touch_the_database_of_a_running_server(served):
    served.start()
    done = subprocess.run(
        [PAYUNG, "db", "upgrade"],
        env=served.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "already running" in done.stderr


def test_a_database_without_its_server_key_is_refused_and_no_key_is_made(started_once):
    shutil.rmtree(started_once.data_dir / "keys")
    refused, what = says(started_once, "server key", "server.key", "backup")
    assert refused, what
    assert not (started_once.data_dir / "keys" / "server.key").exists()


@pytest.mark.parametrize("change", ["SELECT 1", "DELETE FROM server_key"])
def test_a_database_with_the_server_key_of_another_is_refused(started_once, change):
    """Also a database of an earlier version, which names no key but has sealed with one."""
    started_once.wrap_a_key()
    started_once.change(change)
    (started_once.data_dir / "keys" / "server.key").write_bytes(secrets.token_bytes(32))
    refused, what = says(started_once, "another server key", "server.key", "backup")
    assert refused, what
