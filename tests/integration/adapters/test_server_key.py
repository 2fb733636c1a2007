"""A database is used with the server key that it was made with, and with no other."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from lms.adapters.keys.key_files import SECRET_SIZE, FileServerKey
from lms.adapters.keys.server_key import (
    ServerKeyMismatch,
    ServerKeyMissing,
    load_server_key,
    register_server_key,
)
from lms.kernel.sealing.sealing import DataKey
from lms.kernel.sealing.server_key_record import ServerKeyRecord, key_fingerprint

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def path(settings):
    return settings.keys_dir / "server.key"


def test_key_is_made_as_long_as_nothing_is_wrapped(app, settings, path):
    path.unlink()
    load_server_key(path, settings.database_uri)
    assert len(path.read_bytes()) == SECRET_SIZE


def test_missing_key_is_not_made_anew_once_something_is_wrapped(make_person, settings, path):
    make_person()
    held = path.read_bytes()
    load_server_key(path, settings.database_uri)
    path.unlink()
    with pytest.raises(ServerKeyMissing):
        load_server_key(path, settings.database_uri)
    assert not path.exists()
    path.write_bytes(held)
    path.chmod(0o600)
    load_server_key(path, settings.database_uri)


def test_key_of_another_database_is_refused(make_person, settings, path):
    make_person()
    path.write_bytes(secrets.token_bytes(SECRET_SIZE))
    with pytest.raises(ServerKeyMismatch):
        load_server_key(path, settings.database_uri)


def test_database_that_is_not_there_is_not_made_to_look_into_it(tmp_path):
    load_server_key(tmp_path / "server.key", f"sqlite:///{tmp_path}/payung.db")
    assert not (tmp_path / "payung.db").exists()


def test_what_a_lost_key_wrapped_keeps_no_start_back(make_person, new_session, settings, path):
    """Where a key was once made anew in silence, the new one has wrapped all since then."""
    make_person()
    with new_session() as session, session.begin():
        session.execute(update(DataKey).values(wrapped=secrets.token_bytes(60)))
    with pytest.raises(ServerKeyMismatch):
        load_server_key(path, settings.database_uri)
    make_person(name="Made")
    load_server_key(path, settings.database_uri)


@pytest.fixture
def registered(new_session):
    def registered():
        with new_session() as session:
            return session.scalar(select(ServerKeyRecord.fingerprint))

    return registered


def replace_key(path):
    path.unlink(missing_ok=True)
    path.write_bytes(secrets.token_bytes(SECRET_SIZE))
    path.chmod(0o600)


def test_first_start_registers_its_key_and_later_starts_leave_it(settings, path, registered, app):
    register_server_key(path, settings.database_uri, now=NOW)
    fingerprint = registered()
    assert fingerprint == key_fingerprint(FileServerKey(path))
    register_server_key(path, settings.database_uri, now=NOW)
    assert registered() == fingerprint


def test_fingerprint_is_not_a_part_of_the_key(path, app):
    assert key_fingerprint(FileServerKey(path)) not in (
        path.read_bytes(),
        FileServerKey(path).derive(b"wrap data keys"),
    )


def test_another_key_is_refused_before_anything_is_sealed(settings, path, registered, app):
    register_server_key(path, settings.database_uri, now=NOW)
    before = registered()
    replace_key(path)
    with pytest.raises(ServerKeyMismatch):
        load_server_key(path, settings.database_uri)
    with pytest.raises(ServerKeyMismatch):
        register_server_key(path, settings.database_uri, now=NOW)
    assert registered() == before


def test_no_key_is_made_for_a_database_that_names_one(settings, path, tmp_path, app):
    register_server_key(path, settings.database_uri, now=NOW)
    elsewhere = tmp_path / "other-server.key"
    with pytest.raises(ServerKeyMissing):
        register_server_key(elsewhere, settings.database_uri, now=NOW)
    with pytest.raises(ServerKeyMissing):
        load_server_key(elsewhere, settings.database_uri)
    assert not elsewhere.exists()


def test_upgraded_database_takes_only_the_key_that_opens_it(
    make_person, settings, path, registered
):
    make_person()
    held = path.read_bytes()
    replace_key(path)
    with pytest.raises(ServerKeyMismatch):
        register_server_key(path, settings.database_uri, now=NOW)
    assert registered() is None
    path.write_bytes(held)
    register_server_key(path, settings.database_uri, now=NOW)
    assert registered() == key_fingerprint(FileServerKey(path))


def test_of_fresh_servers_that_start_at_once_one_registers_its_key(
    settings, path, tmp_path, registered, app
):
    path.unlink()
    paths = [tmp_path / f"server-{number}.key" for number in range(3)]

    def start(own_path):
        try:
            register_server_key(own_path, settings.database_uri, now=NOW)
        except ServerKeyMissing:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        started = list(pool.map(start, paths))
    assert sorted(started) == [False, False, True]
    made = [own_path for own_path in paths if own_path.exists()]
    assert [key_fingerprint(FileServerKey(own_path)) for own_path in made] == [registered()]


def test_server_with_another_key_is_not_ready(settings, path, client, new_session, registered):
    register_server_key(path, settings.database_uri, now=NOW)
    assert client.get("/readyz").status_code == 200
    with new_session() as session, session.begin():
        session.execute(update(ServerKeyRecord).values(fingerprint=bytes(32)))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "server-key-of-another"})
