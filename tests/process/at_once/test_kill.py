"""Whatever is killed while answers are saved, none that was acknowledged is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from uuid import uuid4

import pytest

from tests.process.people import Learner, until_answered
from tests.process.served import Served

SAVES, WRITERS, KILL_AFTER = 200, 4, 60
pytestmark = pytest.mark.postgresql


class Receipts:
    """Which answers were acknowledged, by the ids that the client gave them."""

    def __init__(self):
        self.ids, self._lock = [], Lock()

    def add(self, response_id):
        with self._lock:
            self.ids.append(response_id)

    def wait_for(self, count):
        give_up_at = time.monotonic() + 60
        while len(self.ids) < count:
            assert time.monotonic() < give_up_at
            time.sleep(0.005)


def save_one(learner, sitting, number, receipts):
    position, response_id = number % 20 + 1, uuid4()
    choices = sitting.choices[position - 1]
    value = choices[number % len(choices)]
    until_answered(lambda: learner.save(sitting.attempt_id, position, value, response_id))
    receipts.add(response_id)


def count_stored(served, sitting):
    query = "SELECT count(*) FROM response_log WHERE attempt_id = :attempt"
    return served.query(query, attempt=_as_stored(served, sitting.attempt_id))


def _as_stored(served, identity):
    """SQLite keeps UUIDs as 32 digits."""
    return str(identity) if "PAYUNG_DATABASE_URL" in served.variables else identity.hex


def is_stored(served, response_id):
    query = "SELECT count(*) FROM response_log WHERE id = :id"
    return served.query(query, id=_as_stored(served, response_id)) == 1


@pytest.mark.parametrize("kill", [Served.kill_main, Served.kill_worker, Served.kill_tree])
def test_no_acknowledged_answer_is_lost(started_once, kill):
    started_once.start()
    learner, receipts = Learner(started_once.port), Receipts()
    learner.arrive()
    sitting = learner.begin("pre")
    with ThreadPoolExecutor(WRITERS) as writers:
        saving = [
            writers.submit(save_one, learner, sitting, number, receipts) for number in range(SAVES)
        ]
        receipts.wait_for(KILL_AFTER)
        kill(started_once)
        acknowledged_by_then = list(receipts.ids)
        if kill is not Served.kill_worker:
            started_once.start()
        lost = [one for one in acknowledged_by_then if not is_stored(started_once, one)]
        for one in saving:
            one.result()
    assert lost == []
    assert len(set(receipts.ids)) == SAVES
    assert count_stored(started_once, sitting) == SAVES
