"""Fixtures of the served program, in a folder and on a port of its own."""

import secrets
import shutil
from contextlib import contextmanager

import pytest

from tests.conftest import ON_POSTGRESQL
from tests.postgresql_databases import SERVER, run_on_server
from tests.process.served import Served
from tests.runner.postgres import free_port as find_free_port


@pytest.fixture
def free_port():
    return find_free_port()


@contextmanager
def database_of_its_own():
    """The variables that name a new database; none where SQLite's is made anyway."""
    if not ON_POSTGRESQL:
        yield {}
        return
    name = f"served_{secrets.token_hex(6)}"
    run_on_server(f"CREATE DATABASE {name}")
    yield {"PAYUNG_DATABASE_URL": f"{SERVER}/{name}"}
    run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_database():
    with database_of_its_own() as variables:
        yield variables


@pytest.fixture
def served(tmp_path, free_port, own_database):
    """Not started yet: a test may change its variables before."""
    server = Served(tmp_path / "instance", free_port, own_database)
    yield server
    if server.process is not None:
        server.kill_tree()


@pytest.fixture(scope="session")
def folder_after_a_start(tmp_path_factory):
    """What the first start makes: database with the course, keys, files."""
    server = Served(tmp_path_factory.mktemp("first") / "instance", find_free_port())
    server.start()
    assert server.stop() == 0
    return server.data_dir


@pytest.fixture
def started_once(served, folder_after_a_start):
    """A server that has been started and stopped before."""
    shutil.copytree(folder_after_a_start, served.data_dir)
    return served
