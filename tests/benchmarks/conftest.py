"""One data folder with 10,000 learners for all benchmarks, and both programs served on it."""

import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests.benchmarks import reports
from tests.benchmarks.messages import our_requests, reference_requests
from tests.benchmarks.reference_app import create_reference_app
from tests.benchmarks.seed import LEARNERS, seed
from tests.benchmarks.turns import Place
from tests.process.conftest import find_free_port
from tests.process.served import Served

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session", autouse=True)
def new_report():
    reports.begin()


@pytest.fixture(scope="session")
def started_folder(tmp_path_factory):
    """What the first start leaves: the course, keys, and nobody in it yet."""
    server = Served(tmp_path_factory.mktemp("speed") / "instance", find_free_port())
    server.variables["PAYUNG_LOG_LEVEL"] = "INFO"  # as by default: a line for each request
    try:
        server.start()
        server.stop()
        yield server
    finally:
        if server.process is not None:
            server.kill_tree()


@pytest.fixture(scope="session")
def full_app(started_folder):
    """The program in this process, on the folder with all learners."""
    app = create_app(Settings(data_dir=started_folder.data_dir, port=started_folder.port))
    app.extensions["seed"] = seed(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def reference_app(started_folder, full_app):
    """Lays its table before anything is served: what reads and then writes may be overtaken."""
    app = create_reference_app(f"sqlite:///{started_folder.data_dir / 'payung.db'}")
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    return app


@pytest.fixture(scope="session")
def served(started_folder, full_app, reference_app):
    """`payung serve`, as its operator has it."""
    started_folder.start()
    return started_folder


@pytest.fixture(scope="session")
def places(served, full_app, reference_app):
    """All that is measured, by name."""
    uri, port = f"sqlite:///{served.data_dir / 'payung.db'}", find_free_port()
    ours = our_requests(full_app.extensions["seed"], served.port)
    theirs = reference_requests(reference_app, port, LEARNERS)
    with serving_reference(uri, port) as pid:
        yield {
            **{name: Place(port, lambda: pid, r) for name, r in theirs.items()},
            **{name: Place(served.port, lambda: served.process.pid, r) for name, r in ours.items()},
        }


@contextmanager
def serving_reference(uri, port):
    """The process id of the reference app, once it answers."""
    command = [sys.executable, "-m", "tests.benchmarks.servers", uri, str(port)]
    reference = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(port)
        yield reference.pid
    finally:
        reference.terminate()
        reference.wait(30)


def wait_for(port):
    for _ in range(500):
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/sign-in/1")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise AssertionError("the reference app does not answer")
