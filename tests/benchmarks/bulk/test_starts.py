"""Many learners of one open cohort who begin the pre-test together, on PostgreSQL.

Several processes call the workflow, without the web around it. All draw their arms in one cohort.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

import pytest
from sqlalchemy import create_engine, select, text

from assessments.attempts.models import ArmAssignment
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.workflows.attempts.take_assessment import start_attempt
from tests.benchmarks.reports import add_line
from tests.benchmarks.seed import seed
from tests.process.conftest import find_free_port
from tests.process.served import Served
from tests.runner.postgres import postgres_server

pytestmark = pytest.mark.needs_postgresql
PROCESSES = 4
WARM_UP, LEARNERS = 20, 200  # for each number of processes
BLOCK = 4
_apps = []  # of a process that starts attempts


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A program with learners of its open cohort, none of whom has started a test."""
    with postgres_server() as server_url:
        engine = create_engine(f"{server_url}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE starts"))
        engine.dispose()
        url = f"{server_url}/starts"
        server = Served(tmp_path_factory.mktemp("starts") / "instance", find_free_port())
        server.variables.update(PAYUNG_DATABASE_URL=url)
        server.start()
        server.stop()  # the first start has laid the tables and imported the course
        yield Settings(data_dir=server.data_dir, port=server.port, database_url=url)


@pytest.fixture(scope="module")
def app(settings):
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def learners(app):
    count = 2 * (WARM_UP + LEARNERS)
    people = seed(app, learners=count, sitters=0, have_begun=False).learners
    return [(person.id, person.enrolment_id) for person in people]


def open_app(settings):
    _apps.append(create_app(settings))


def start(learner):
    person_id, enrolment_id = learner
    with _apps[0].app_context(), transaction() as session:
        start_attempt(
            session,
            person_id=person_id,
            enrolment_id=enrolment_id,
            purpose="pre",
            now=utc_now(),
        )


def starts_a_second(settings, learners, processes):
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, open_app, (settings,)) as pool:
        list(pool.map(start, learners[:WARM_UP]))
        began = perf_counter()
        list(pool.map(start, learners[WARM_UP:]))
        return (len(learners) - WARM_UP) / (perf_counter() - began)


def test_starts_of_one_cohort_do_not_wait_for_each_other(app, settings, learners):
    half = len(learners) // 2
    alone = starts_a_second(settings, learners[:half], 1)
    together = starts_a_second(settings, learners[half:], PROCESSES)
    add_line(
        f"Starts of the pre-test in one cohort on PostgreSQL: {alone:.0f} a second by one process, "
        f"{together:.0f} by {PROCESSES}"
    )
    assert_blocks_are_exact(app, len(learners))


def assert_blocks_are_exact(app, count):
    with app.app_context():
        arms = db.session.scalars(select(ArmAssignment.arm).order_by(ArmAssignment.sequence)).all()
        db.session.rollback()
    assert len(arms) == count
    blocks = [sorted(arms[first : first + BLOCK]) for first in range(0, count, BLOCK)]
    assert blocks == [["AB", "AB", "BA", "BA"]] * (count // BLOCK)
