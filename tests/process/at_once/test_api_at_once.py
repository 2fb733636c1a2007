"""A program that repeats a write at once, over HTTP, against two processes: it is done once."""

import json
import subprocess
from http.client import HTTPConnection

import pytest

from tests.process.people import Learner, at_once
from tests.process.served import PAYUNG

REPEATS = 20
pytestmark = pytest.mark.postgresql


@pytest.fixture
def number(started_once):
    """Of a certificate that a learner has just earned."""
    started_once.variables["PAYUNG_WORKERS"] = "2"
    started_once.start()
    learner = Learner(started_once.port)
    learner.arrive()
    learner.do_all_but_the_post_test()
    learner.take_test("post")
    return learner.certificate_number()


def test_one_key_twenty_times_at_once_has_one_effect(started_once, number):
    made = subprocess.run(
        [PAYUNG, "token", "create", "--name", "Dinas", "--scope", "certificates:revoke"],
        env=started_once.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    headers = {
        "Authorization": f"Bearer {made.stdout.strip()}",
        "Content-Type": "application/json",
        "Idempotency-Key": "the-same",
    }

    def revoke(_number):
        connection = HTTPConnection("127.0.0.1", started_once.port, timeout=40)
        body = json.dumps({"reason": "issued-in-error"})
        connection.request("POST", f"/api/v1/certificates/{number}/revocation", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, text, answer.getheader("Idempotency-Replayed")

    answers = at_once(REPEATS, revoke)
    assert {(status, text) for status, text, _ in answers} == {(200, answers[0][1])}
    assert [replayed for *_, replayed in answers].count(None) == 1
    assert started_once.query("SELECT count(*) FROM api_idempotency") == 1
    revocations = "SELECT count(*) FROM issuance_log WHERE event = 'revoked'"
    assert started_once.query(revocations) == 1
