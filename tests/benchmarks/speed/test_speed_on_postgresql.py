"""Saving an answer on PostgreSQL, beside the reference app's insert on the same server.

Each program has a database of its own there. docs/reference/speed.md says how it is measured.
"""

import pytest
from sqlalchemy import create_engine, text

from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests.benchmarks.conftest import serving_reference
from tests.benchmarks.messages import our_requests, reference_requests
from tests.benchmarks.reference_app import create_reference_app
from tests.benchmarks.reports import add_line
from tests.benchmarks.seed import seed
from tests.benchmarks.turns import CONNECTIONS, Place, in_turns, steady_shares
from tests.process.conftest import find_free_port
from tests.process.served import Served
from tests.runner.postgres import postgres_server

pytestmark = pytest.mark.needs_postgresql
LEARNERS = 300  # all of them sit the pre-test
ROUNDS = 12  # short ones, so that both programs meet the same minutes of a busy machine
MAX_ROUNDS = 36  # while a goal is not reached
REQUESTS = 80
INSERT = "(b) insert"
SAVES = {"save": 200, "save, form": 303}
# A form also reads the entry before, and each statement is a trip to the server.
GOALS = [("save", 1 / 3), ("save, form", 1 / 4)]


@pytest.fixture(scope="module")
def databases():
    """The addresses of two empty databases on a server that nobody else uses."""
    with postgres_server() as server:
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name in ("ours", "theirs"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        yield f"{server}/ours", f"{server}/theirs"


@pytest.fixture(scope="module")
def served(databases, tmp_path_factory):
    """`payung serve` with the requests that its learners send."""
    server = Served(tmp_path_factory.mktemp("postgresql") / "instance", find_free_port())
    server.variables.update(PAYUNG_DATABASE_URL=databases[0], PAYUNG_LOG_LEVEL="INFO")
    try:
        server.start()
        server.stop()  # the first start has laid the tables and taken the course in
        requests = our_requests(seeded(server), server.port)
        server.start()
        yield {
            name: Place(server.port, lambda: server.process.pid, requests[name]) for name in SAVES
        }
    finally:
        if server.process is not None:
            server.kill_tree()


def seeded(server):
    url = server.variables["PAYUNG_DATABASE_URL"]
    app = create_app(Settings(data_dir=server.data_dir, port=server.port, database_url=url))
    made = seed(app, learners=LEARNERS, sitters=LEARNERS)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return made


@pytest.fixture(scope="module")
def loads(served, databases):
    port = find_free_port()
    reference = create_reference_app(databases[1])
    with reference.app_context():
        reference.extensions["sqlalchemy"].engine.dispose()
    inserts = reference_requests(reference, port, LEARNERS)[INSERT]
    add_line("On PostgreSQL:")
    with serving_reference(databases[1], port) as pid:
        places = {INSERT: Place(port, lambda: pid, inserts), **served}
        return in_turns(places, rounds=MAX_ROUNDS, requests=REQUESTS, is_enough=has_reached_all)


def has_reached_all(found):
    rounds = len(found.get((INSERT, CONNECTIONS[-1]), ()))
    if rounds < ROUNDS or rounds % ROUNDS:
        return False
    return all(
        max(steady_shares(found[name, connections], found[INSERT, connections])) >= goal
        for name, goal in GOALS
        for connections in CONNECTIONS
    )


@pytest.mark.parametrize("connections", CONNECTIONS)
@pytest.mark.parametrize(("name", "goal"), GOALS)
def test_saving_reaches_a_share_of_a_bare_insert(loads, name, goal, connections):
    by_rate, by_cpu = steady_shares(loads[name, connections], loads[INSERT, connections])
    add_line(f"{name:<14} c={connections:<3} of (b): {by_rate:.2f}/s, {by_cpu:.2f} of cpu")
    assert max(by_rate, by_cpu) >= goal


@pytest.mark.parametrize(("name", "status"), [(INSERT, 200), *SAVES.items()])
def test_every_measured_request_is_answered_as_it_should_be(loads, name, status):
    for connections in CONNECTIONS:
        statuses = [load.statuses for load in loads[name, connections]]
        assert len(statuses) >= ROUNDS
        assert all(count == {status: REQUESTS} for count in statuses)
