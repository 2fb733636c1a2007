"""Answers of each item type, sent by many at once to two processes, and while one is killed."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from assessments.items.types import ITEM_TYPES
from courses.catalogue import service as outline
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.workflows.course_import.import_course import import_course
from tests.factories import course_files
from tests.process.conftest import database_of_its_own, find_free_port
from tests.process.people import Learner, at_once, until_answered
from tests.process.served import Served

SENDS, SLOTS = 60, 20
REASONS = {"rationale_id": "Alasan.", "rationale_en": "Reason."}
STEPS = [{"id": n, "text_id": f"Langkah {n}", "text_en": f"Step {n}"} for n in range(1, 5)]
PAIRS = [
    {"left_id": f"Kiri {n}", "left_en": f"Left {n}"}
    | {"right_id": f"Kanan {n}", "right_en": f"Right {n}"}
    for n in range(4)
]
GROUPS = [{"id": g, "text_id": f"Grup {g}", "text_en": f"Group {g}"} for g in "xy"]
THINGS = [
    {"text_id": f"Benda {n}", "text_en": f"Thing {n}", "group": "xy"[n % 2]} for n in range(3)
]
SHAPES = {
    "single-choice": {},  # as it stands
    "multiple-choice": {"type": "multi_select"},
    "true-false": {"type": "true_false", "answer": False},
    "short-text": {"type": "short_text", "accepted": ["layanan"]},
    "number": {"type": "number", "number": 110, "tolerance": 0},
    "categorising": {"type": "categorising", "groups": GROUPS, "things": THINGS},
    "ordering": {"type": "ordering", "correct_order": STEPS},
    "matching": {"type": "matching", "pairs": PAIRS},
    "likert": {},  # the scale, with as many statements
}
TASKS = {"likert": ("self-efficacy-before", "self-efficacy-after")}
pytestmark = pytest.mark.postgresql


def items_of(shape):
    """The bank of the course, with both forms made of one type of item."""
    items = deepcopy(course_files().items)
    tested = {code for form in "AB" for code in items["blueprint"]["forms"][form]}
    for entry in items["single_best"]:
        entry |= (shape if entry["id"] in tested else {}) | REASONS
    statements = items["self_efficacy"]["items"]
    statements += [one | {"id": f"{one['id']}-more"} for one in statements]
    return items


@pytest.fixture(scope="module")
def two_processes(folder_after_a_start, tmp_path_factory):
    """One program for all types; each brings a version of the course of its own."""
    with database_of_its_own() as variables:
        folder = tmp_path_factory.mktemp("types") / "instance"
        shutil.copytree(folder_after_a_start, folder)
        server = Served(folder, find_free_port(), {**variables, "PAYUNG_WORKERS": "2"})
        server.start()
        yield server
        server.kill_tree()


@pytest.fixture(scope="module")
def database(two_processes):
    """The same database, opened beside the program that runs."""
    url = two_processes.variables.get("PAYUNG_DATABASE_URL", "")
    folder, port = two_processes.data_dir, two_processes.port
    app = create_app(Settings(data_dir=folder, port=port, database_url=url))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=SHAPES)
def type_code(request, database):
    """The newest version of the course holds tests of this type of item only."""
    items = items_of(SHAPES[request.param])
    content_hash = sha256(request.param.encode()).hexdigest()
    with transaction() as session:
        version_id = import_course(
            session, replace(course_files(), items=items, content_hash=content_hash), now=utc_now()
        )
        trial = {"name": "", "reason": "test", "kind": "local_trial", "now": utc_now()}
        outline.open_pilot(session, version_id, opened_by=None, **trial)
    return request.param


@pytest.fixture
def learner(two_processes, type_code):
    learner = Learner(two_processes.port)
    learner.arrive()
    return learner


def begin(learner, task):
    """The attempt, and an answer to each of its places, read off the pages."""
    page = learner.browser.get(f"/courses/POESA-EL/assessments/{task}")
    started = learner.browser.submit(page.form("/assessments/"), {})
    attempt_id = UUID(started.url.split("/")[4])
    address = f"{learner.browser.origin}/attempts/{attempt_id}/items"
    places = range(1, SLOTS + 1)
    if task in TASKS["likert"]:
        scale = learner.browser.get(f"{learner.browser.origin}/attempts/{attempt_id}/scale")
        points = fields_of(scale.form("/scale")).values()
        return attempt_id, [{"answer": values} for values in points]
    forms = [learner.browser.get(f"{address}/{place}").form("/items/") for place in places]
    return attempt_id, [fields_of(form) for form in forms]


def fields_of(form):
    """The first choice; of lists, another one at each line; typed words where nothing is chosen."""
    choices = [choice for choice in form.choices if choice.name != "flagged" and choice.value]
    names = list(dict.fromkeys(choice.name for choice in choices))
    if not names:
        return {"answer": ["110"]}
    values = {name: [c.value for c in choices if c.name == name] for name in names}
    return {name: [values[name][n % len(values[name])]] for n, name in enumerate(names)}


def put(learner, attempt_id, place, fields, response_id):
    """True when a receipt came back."""
    body = json.dumps({"position": place, "fields": fields})
    path = f"/attempts/{attempt_id}/responses/{response_id}"
    headers = {"Content-Type": "application/json", "X-CSRFToken": learner.token}
    status, content = learner._send("PUT", path, body, headers)
    return status == 200 and json.loads(content)["response_id"] == str(response_id)


def answered(server, attempt_id):
    """Answers in the database, their ids, places and item types."""
    joined = (
        "response_log JOIN attempt ON attempt.id = response_log.attempt_id"
        " JOIN attempt_slot USING (attempt_id, position)"
        " JOIN item_version ON item_version.id = item_version_id"
    )
    counted = ("count(*)", "count(DISTINCT response_log.id)", "count(DISTINCT position)")
    asked = (*counted, "min(type_code)", "max(type_code)")
    return [count_of(server, f"{what} FROM {joined}", attempt_id) for what in asked]


def count_of(server, what, attempt_id):
    return server.query(f"SELECT {what} WHERE attempt_id = :id", id=attempt_id.hex)


def test_all_types_are_sent():
    assert set(SHAPES) == set(ITEM_TYPES)


def test_answers_of_each_type_count_once_and_none_is_lost_to_a_kill(
    two_processes, learner, type_code
):
    before, after = TASKS.get(type_code, ("pre", "post"))
    pre, fields = begin(learner, before)
    sixty_sends_of_twenty_answers(learner, pre, fields)
    assert answered(two_processes, pre) == [SLOTS, SLOTS, SLOTS, type_code, type_code]
    assert learner.submit(pre) == 303
    handed_in = "count(submitted_at) FROM (SELECT *, id AS attempt_id FROM attempt) AS one"
    assert count_of(two_processes, handed_in, pre) == 1
    scores = count_of(two_processes, "count(*) FROM score", pre)
    assert scores == ITEM_TYPES[type_code].is_scored
    post, fields = begin(learner, after)
    sent = sixty_answers_and_a_kill(two_processes, learner, post, fields)
    assert answered(two_processes, post) == [SENDS, len(sent), SLOTS, type_code, type_code]


def sixty_sends_of_twenty_answers(learner, attempt_id, fields):
    ids = [uuid4() for _ in range(SLOTS)]

    def send(number):
        place = number % SLOTS
        until_answered(lambda: put(learner, attempt_id, place + 1, fields[place], ids[place]))

    at_once(SENDS, send)


def sixty_answers_and_a_kill(server, learner, attempt_id, fields):
    """Gives the ids; what was acknowledged before the kill is there right after it."""
    acknowledged = []

    def send(number):
        place, response_id = number % SLOTS, uuid4()
        until_answered(lambda: put(learner, attempt_id, place + 1, fields[place], response_id))
        acknowledged.append(response_id)
        return response_id

    with ThreadPoolExecutor(4) as writers:
        saving = [writers.submit(send, number) for number in range(SENDS)]
        saving[SENDS // 3].result()
        server.kill_tree()
        by_then = len(acknowledged)
        server.start()
        assert answered(server, attempt_id)[0] >= by_then
        return {one.result() for one in saving}
