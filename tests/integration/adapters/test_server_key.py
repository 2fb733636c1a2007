"""A database is used with the server key that it was made with, and with no other."""

import secrets

import pytest
from sqlalchemy import update

from lms.adapters.keys.key_files import SECRET_SIZE
from lms.adapters.keys.server_key import ServerKeyMismatch, ServerKeyMissing, load_server_key
from lms.kernel.sealing.sealing import DataKey


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
