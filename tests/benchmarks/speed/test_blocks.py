"""Lessons full of blocks, and calls of their handlers, beside the reference app in the same run."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from itertools import cycle
from time import process_time

import pytest
from sqlalchemy import select

from courses.block_host.runtime.tokens import HandlerGrant
from courses.catalogue.content_models import Lesson, Unit
from courses.catalogue.service import create_course_version, open_pilot
from courses.course_files.model import Module
from courses.enrolment.join_course import join_course
from courses.progress.service import open_lesson
from lms.accounts.sessions.models import SignInSession
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.web.blocks.host import block_host
from tests.benchmarks.conftest import ROOT
from tests.benchmarks.load import measure
from tests.benchmarks.messages import FORM, message, taken
from tests.benchmarks.reports import add_line
from tests.benchmarks.turns import best, best_share
from tests.factories import make_person, session_cookie
from tests.small_course import CODE, REFLECTION, TEXT, lesson, small_course, texts
from tests.statements import statements_of

STATIC, STATEFUL = (f"/courses/{CODE}/lessons/M01-L{number}" for number in (1, 2))
UNITS = 20
ROUNDS = 3
REQUESTS = 200
ROOM = 3  # between a limit on a quiet machine, and what fails here
MAX_CPU = 30  # ms, for 20 units with state
MAX_QUERIES = 8
GOALS = [
    ("20 static units", 200, "(a) page", 1 / 4),
    ("handler", 303, "(b) insert", 1 / 4),  # runs the block of an author on top of a save
]
INSTALLED = 30
START = """
import resource, sys
from lms.app import create_app
from lms.settings import Settings
create_app(Settings(data_dir=sys.argv[1]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, "django" in sys.modules)
"""


@dataclass(frozen=True)
class Reader:
    """A learner with both lessons open. `handlers` write into the units with state, one each."""

    cookie: str
    handlers: list[str]


@pytest.fixture(scope="module")
def reader(full_app):
    with full_app.app_context(), transaction() as session:
        now = utc_now()
        version = create_course_version(session, _course(), now=now)
        facts = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": now}
        open_pilot(session, version, opened_by=None, **facts)
        person_id = make_person(session, name="Sari")
        enrolment = join_course(session, person_id=person_id, course_code=CODE, now=now)
        of_version = select(Lesson.id).where(Lesson.course_version_id == version)
        for lesson_id in session.scalars(of_version).all():
            open_lesson(session, enrolment_id=enrolment, lesson_id=lesson_id, now=now)
        kept = session_cookie(session, person_id) | {"csrf_token": "0" * 40}  # of an earlier page
        signed_in = select(SignInSession.id).where(SignInSession.person_id == person_id)
        session_id = session.scalars(signed_in).one()
        of_kind = (Unit.course_version_id == version, Unit.block_type == "payung_reflection")
        units = session.scalars(select(Unit.id).where(*of_kind)).all()
    with full_app.app_context():
        grants = [HandlerGrant(person_id, unit, "learner", session_id) for unit in units]
        tokens = [block_host().issue_token(grant) for grant in grants]
    cookie = full_app.session_interface.get_signing_serializer(full_app).dumps(kept)
    return Reader(cookie, [f"/blocks/{token}/write" for token in tokens])


def _course():
    static = [replace(TEXT, key=f"text{number}") for number in range(UNITS)]
    stateful = [replace(REFLECTION, key=f"a{number}") for number in range(UNITS)]
    lessons = (lesson("M01-L1", *static), lesson("M01-L2", *stateful))
    module = Module(code="M01", day=1, title=texts("Modul"), lessons=lessons, scenario_ids=())
    return replace(small_course("speed-of-blocks"), modules=(module,), scenarios=())


@pytest.fixture(scope="module")
def client(full_app, reader):
    """Of the reader, who has written into each unit with state."""
    client = full_app.test_client()
    client.set_cookie("session", reader.cookie)
    for path in reader.handlers:
        assert client.post(path, data={"prompt-one": "Saya mendengarkan."}).status_code == 303
    return client


@pytest.fixture(scope="module")
def loads(places, reader):
    """Rounds by name; ours and those of the reference take turns."""
    home, port = places["home"], places["home"].port
    static = cycle([message("GET", STATIC, port, reader.cookie)])
    writes = (
        message("POST", path, port, "", f"prompt-one=Kata+{number}", {"Content-Type": FORM})
        for number, path in enumerate(cycle(reader.handlers))
    )
    ours = {
        "20 static units": home._replace(requests=taken(static)),
        "handler": home._replace(requests=taken(writes)),
    }
    theirs = {name: places[name] for name in ("(a) page", "(b) insert")}
    found = {name: [] for name in (*ours, *theirs)}
    for number in range(ROUNDS + 1):  # the first only warms
        for name, place in (*ours.items(), *theirs.items()):
            load = measure(place.port, place.pid, place.requests(REQUESTS), connections=8)
            if number:
                found[name].append(load)
    for name, rounds in found.items():
        add_line(best(rounds).row(name, 8))
    return found


@pytest.mark.parametrize(("name", "status", "reference", "goal"), GOALS)
def test_blocks_reach_a_share_of_the_reference(loads, name, status, reference, goal):
    assert [load.statuses for load in loads[name]] == [{status: REQUESTS}] * ROUNDS
    assert best_share(loads[name], loads[reference]) >= goal


def test_twenty_units_with_state_take_few_queries_and_little_time(full_app, client):
    times = []
    with statements_of(full_app) as statements:
        for _ in range(2 * ROUNDS):
            statements.clear()
            began = process_time()
            page = client.get(STATEFUL).text
            times.append((process_time() - began) * 1000)
    add_line(f"20 units with state  cpu {min(times):.1f} ms  queries {len(statements)}")
    assert page.count("Saya mendengarkan.") == UNITS
    assert len(statements) <= MAX_QUERIES, statements
    assert min(times) <= ROOM * MAX_CPU


def test_installed_blocks_cost_the_start_nothing(tmp_path):
    """None of the thirty is allowed; each would end the program when imported."""
    install_broken_blocks(tmp_path / "blocks")
    plain = [started(tmp_path, "") for _ in range(2)]
    beside = [started(tmp_path, str(tmp_path / "blocks")) for _ in range(2)]
    add_line(f"start  {min(plain):.2f} s, beside {INSTALLED} blocks {min(beside):.2f} s of CPU")
    assert min(beside) <= 1.5 * min(plain)


def install_broken_blocks(folder):
    folder.mkdir()
    for name in (f"broken{number}" for number in range(INSTALLED)):
        (folder / f"{name}.py").write_text("raise SystemExit('imported')\n")
        about = folder / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[xblock.v1]\n{name} = {name}:X\n")


def started(data_dir, path):
    """Seconds of CPU until the program is made; no block by others is imported for it."""
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), path)))}
    command = [sys.executable, "-W", "ignore", "-c", START, str(data_dir / "data")]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    seconds, has_django = done.stdout.split()
    assert has_django == "False"
    return float(seconds)
