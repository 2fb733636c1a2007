"""The pages' own forms, sent by many at once to two processes: nothing counts twice."""

import re
from uuid import uuid4

import pytest

from tests.process.people import Learner, at_once, until_answered

SAVES, ANSWERS, SENDINGS, SUBMITS, CROWD = 60, 20, 12, 30, 30
pytestmark = pytest.mark.postgresql


@pytest.fixture
def two_processes(started_once):
    started_once.variables["PAYUNG_WORKERS"] = "2"
    started_once.start()
    return started_once


@pytest.fixture
def count(two_processes):
    """Asks the database itself."""
    return lambda rows: two_processes.query(f"SELECT count(*) FROM {rows}")  # noqa: S608


@pytest.fixture
def learner(two_processes):
    learner = Learner(two_processes.port)
    learner.arrive()
    return learner


def test_forms_of_pages_sent_three_times_count_once(learner, count):
    sitting = learner.begin("post")
    browser, attempt = learner.browser, f"{learner.browser.origin}/attempts/{sitting.attempt_id}"
    forms = [browser.get(f"{attempt}/items/{n}").form("/items/") for n in range(1, ANSWERS + 1)]

    def send(number):
        place = number % ANSWERS
        return browser.submit(forms[place], {"answer": sitting.right[place], "go": "end"}).status

    assert set(at_once(SAVES, send)) == {200}
    assert count("response_log") == ANSWERS

    form = browser.get(f"{attempt}/submit").form("/submit")
    results = at_once(SUBMITS, lambda _number: browser.submit(form, {}))
    assert {page.url for page in results} == {f"{attempt}/result"}
    assert {re.search(r"(\d+) (?:dari|out of) 100;", page.text)[1] for page in results} == {"100"}
    assert count("score") == 1


def test_answers_that_waited_sent_together_many_times_count_once(learner, count):
    sitting = learner.begin("post")
    values = {uuid4(): value for value in sitting.right}

    def send(_number):
        until_answered(lambda: learner.save_together(sitting.attempt_id, values))

    at_once(SENDINGS, send)
    assert count("response_log") == len(values) == ANSWERS


def test_arms_of_learners_who_start_together_are_balanced(two_processes, count):
    learners = [Learner(two_processes.port) for _ in range(CROWD)]
    for learner in learners:
        learner.arrive()
    assert set(at_once(CROWD, lambda number: learners[number].start("pre"))) == {303}
    arms = [count(f"arm_assignment WHERE arm = '{arm}'") for arm in ("AB", "BA")]
    assert sum(arms) == count("attempt") == CROWD
    assert abs(arms[0] - arms[1]) <= 2
