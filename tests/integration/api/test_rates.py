"""How often one may call, what each answer says of it, and that guessing numbers ends soon."""

import pytest

from lms.app import create_app
from lms.extensions import db, limiter
from tests.integration.api.conftest import Program
from tests.integration.certificates.conftest import TEST_CONFIG

UNKNOWN = "/certificates/0000-0000-0000-0000"


@pytest.fixture
def app(settings):
    """With limits, which other tests leave out."""
    app = create_app(settings, **(TEST_CONFIG | {"RATELIMIT_ENABLED": True}))
    yield app
    with app.app_context():
        limiter.reset()
        db.session.remove()
        db.engine.dispose()
    limiter.enabled = False


def test_answers_count_down(program, certificate):
    caller = program()
    first, second = caller.get("/token"), caller.get("/token")
    assert first.headers["RateLimit-Limit"] == "300"
    assert first.headers["RateLimit-Policy"] == "300;w=60"
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in (first, second)]
    assert left[0] - left[1] == 1
    assert 1 <= int(first.headers["RateLimit-Reset"]) <= 60


def test_too_many_calls_of_one_token_leave_another_alone(program, certificate):
    caller, other = program(), program()
    statuses = [caller.get("/token").status_code for _ in range(301)]
    assert statuses == [200] * 300 + [429]
    refused = caller.get("/token")
    assert refused.json["code"] == "too-many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert other.get("/token").status_code == 200


def test_check_of_many_counts_as_five(program, certificate):
    caller = program()
    before = int(caller.get("/token").headers["RateLimit-Remaining"])
    answer = caller.post("/certificates/verify", {"certificates": [certificate.number]})
    assert before - int(answer.headers["RateLimit-Remaining"]) == 5


def test_guessing_numbers_ends_while_a_token_still_looks_up(stranger, program, certificate):
    statuses = [stranger.get(UNKNOWN).status_code for _ in range(31)]
    assert statuses == [404] * 30 + [429]
    assert stranger.get(f"/certificates/{certificate.number}").status_code == 429
    assert program().get(f"/certificates/{certificate.number}").status_code == 200


def test_guessing_tokens_ends_soon(app, certificate):
    caller = Program(app.test_client(), "payung_" + "0" * 48)
    statuses = [caller.get("/token").status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]
