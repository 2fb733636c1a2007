"""Speed, compared in one run with a frozen reference app under the same server, on the same file.

Machines differ and are shared, so shares decide, and of each program its best round: of three, and
of more while a goal is not reached, since what runs beside makes no program faster than it is.
Processor time in milliseconds is reported only. docs/reference/speed.md says what is measured.
"""

import pytest

from tests.benchmarks.seed import LESSON_PATH
from tests.benchmarks.turns import CONNECTIONS, best_share, in_turns
from tests.statements import statements_of

ROUNDS, MAX_ROUNDS = 3, 8
REQUESTS = 400
GOALS = [
    ("home", "(a) page", 1 / 4),
    ("lesson", "(a) page", 1 / 4),
    ("question", "(a) page", 1 / 4),
    ("save", "(b) insert", 1 / 3),
    ("save, form", "(b) insert", 1 / 3),
]
MAX_QUERIES = 5
MAX_SAVE_P99 = 50  # ms, with 8 writers


@pytest.fixture(scope="session")
def loads(places):
    """All rounds by name and number of connections; rounds of all names take turns."""
    return in_turns(places, rounds=MAX_ROUNDS, requests=REQUESTS, is_enough=has_reached_all)


def has_reached_all(found):
    if len(found.get(("home", 1), ())) < ROUNDS:
        return False
    return all(
        best_share(found[name, connections], found[reference, connections]) >= goal
        for name, reference, goal in GOALS
        for connections in CONNECTIONS
    )


@pytest.mark.parametrize("connections", CONNECTIONS)
@pytest.mark.parametrize(("name", "reference", "goal"), GOALS)
def test_each_reaches_a_share_of_the_reference(loads, name, reference, goal, connections):
    assert best_share(loads[name, connections], loads[reference, connections]) >= goal


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("(a) page", 200),
        ("(b) insert", 200),
        ("home", 200),
        ("lesson", 200),
        ("question", 200),
        ("save", 200),
        ("save, form", 303),
    ],
)
def test_every_measured_request_is_answered_as_it_should_be(loads, name, status):
    for connections in CONNECTIONS:
        assert len(loads[name, connections]) >= ROUNDS
        assert all(load.statuses == {status: REQUESTS} for load in loads[name, connections])


@pytest.mark.parametrize("name", ["save", "save, form"])
def test_saving_an_answer_is_never_slow_with_eight_writers(loads, name):
    assert min(load.p99 for load in loads[name, 8]) < MAX_SAVE_P99


@pytest.mark.parametrize("name", ["home", "lesson", "question"])
def test_a_page_asks_the_database_five_times_at_most(full_app, name):
    sheet = full_app.extensions["seed"].sheets[0]
    paths = {
        "home": "/home",
        "lesson": LESSON_PATH,
        "question": f"/attempts/{sheet.attempt_id}/items/{sheet.position}",
    }
    client = full_app.test_client()
    client.set_cookie("session", sheet.learner.cookie)
    with statements_of(full_app) as statements:
        answer = client.get(paths[name])
    assert answer.status_code == 200
    assert 1 <= len(statements) <= MAX_QUERIES, statements


def test_the_measured_lesson_is_a_step_with_what_the_learner_has_sorted(full_app):
    learner = full_app.extensions["seed"].learners[1]
    client = full_app.test_client()
    client.set_cookie("session", learner.cookie)
    page = client.get(LESSON_PATH).text
    assert 'aria-current="step"' in page
    cards = page.count('<fieldset class="sort"')
    assert page.count(" checked") == (cards + 1) // 2 > 0
