"""Many at one barrier, over HTTP, against two processes: each thing happens once."""

from uuid import uuid4

import pytest

from tests.process.people import Learner, at_once, until_answered

STARTS, SAVES, ANSWERS, SUBMITS = 30, 60, 20, 30
pytestmark = pytest.mark.postgresql


@pytest.fixture
def learner(started_once):
    started_once.variables["PAYUNG_WORKERS"] = "2"
    started_once.start()
    learner = Learner(started_once.port)
    learner.arrive()
    return learner


def test_starts_saves_and_submits_at_once_make_one_of_each(started_once, learner):
    learner.do_all_but_the_post_test()
    count = {
        name: started_once.query(f"SELECT count(*) FROM {name}")  # noqa: S608
        for name in ("attempt", "response_log", "score", "certificate", "issuance_log")
    }

    def more(name):
        return started_once.query(f"SELECT count(*) FROM {name}") - count[name]  # noqa: S608

    statuses = at_once(STARTS, lambda _number: learner.start("post"))
    assert set(statuses) == {303}
    assert more("attempt") == 1

    sitting = learner.begin("post")
    ids = [uuid4() for _ in range(ANSWERS)]

    def save(number):
        place = number % ANSWERS
        arguments = (sitting.attempt_id, place + 1, sitting.right[place], ids[place])
        until_answered(lambda: learner.save(*arguments))

    at_once(SAVES, save)
    assert more("response_log") == ANSWERS

    statuses = at_once(SUBMITS, lambda _number: learner.submit(sitting.attempt_id))
    assert set(statuses) == {303}
    assert more("score") == more("certificate") == more("issuance_log") == 1
