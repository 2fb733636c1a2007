"""The check of a platform says which step fails, and signs nobody in."""

import json
import re
from contextlib import suppress

import pytest
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from lms.accounts.lti.models import LtiAccount, LtiScore, LtiState
from lms.accounts.lti.platforms import switch_platform
from lms.accounts.lti.queries import platform as platform_of
from lms.accounts.lti.rejections import note_launch
from lms.accounts.lti.scores import ScoredLink, record_link
from lms.kernel.clock import utc_now
from lms.lti.errors import LaunchRejected
from lms.lti.grade_service import SCORE_SCOPE
from lms.lti.launch_token import validate_launch
from lms.lti.rosters.membership_service import SCOPE
from lms.lti.self_check import self_launch
from tests.slow_site import shows_busy, waiting_threads

NAMES = {
    # step: the beginning of its text
    "https": "Payung has an https address, or is a local trial",
    "own-keys": "The key set of Payung",
    "allowed": "Launches are allowed",
    "deployments": "A deployment id",
    "launch": "A launch by the test platform",
    "keys": "The key set of the platform",
    "issuer": "The issuer",
    "token": "The platform gives Payung an access token for scores",
    "members": "The platform gives Payung an access token for the members",
}


@pytest.fixture
def services(platform):
    """What the platform answers, by path."""
    keys = {"keys": [platform.key.as_dict(private=False)]}
    answers = {
        "/keys": (keys, 200),
        "/token": ({"access_token": "secret-1"}, 200),
        "/issuer/.well-known/openid-configuration": ({"issuer": platform.issuer}, 200),
    }

    def answer(request):
        body, status = answers.get(request.path, ("no such page", 404))
        return Response(json.dumps(body), status)

    platform.answer = answer
    return answers


@pytest.fixture
def check(administrator, platform, services):
    """Run the check; gives the state of each step, and the page."""

    def check():
        response = administrator.post(f"/admin/platforms/{platform.id}/check")
        assert response.status_code == 200, response.text
        pairs = re.findall(r"<p><b>(.*?)</b>.*?</svg>(.*?)</span></p>", response.text)
        states = {
            next(name for name, text in NAMES.items() if label.startswith(text)): state
            for label, state in pairs
        }
        return states, response.text

    return check


def test_everything_works_but_what_no_server_answers(check, new_session):
    states, page = check()
    assert states.pop("own-keys") == "Not known"  # no server listens in this test
    assert set(states) == set(NAMES) - {"own-keys"}
    assert set(states.values()) == {"Works"}
    assert "No step fails." in page
    assert "No launch has opened a page yet." in page
    assert "The platform has not accepted a score yet." in page
    with new_session() as session:
        assert session.scalars(select(LtiState)).all() == []
        assert session.scalars(select(LtiAccount)).all() == []


@pytest.mark.parametrize(
    ("path", "answer", "step", "code"),
    [
        ("/keys", ({"keys": []}, 200), "keys", "no-rsa-key"),
        ("/keys", ({}, 500), "keys", "http-500"),
        (
            "/issuer/.well-known/openid-configuration",
            ({"issuer": "https://other.example"}, 200),
            "issuer",
            "https://other.example",
        ),
    ],
)
def test_step_that_fails_is_named(path, answer, step, code, check, services):
    services[path] = answer
    states, page = check()
    assert [name for name, state in states.items() if state == "Fails"] == [step]
    assert code in page
    assert "1 step fails." in page


def test_platform_that_knows_no_such_client(check, services):
    services["/token"] = ({"error": "invalid_client"}, 401)
    states, page = check()
    assert [name for name, state in states.items() if state == "Fails"] == ["token", "members"]
    assert page.count("It says: token-401") == 2


@pytest.mark.parametrize(
    ("granted", "failing"),
    [
        (f"{SCORE_SCOPE} {SCOPE}", []),
        (SCORE_SCOPE, ["members"]),
        (SCOPE, ["token"]),
        ("", ["token", "members"]),
        (None, []),  # as asked, says OAuth
    ],
)
def test_what_the_platform_grants(granted, failing, check, services):
    services["/token"] = ({"access_token": "secret-1", "scope": granted}, 200)
    states, page = check()
    assert [name for name, state in states.items() if state == "Fails"] == failing
    assert page.count("It says: not-granted") == len(failing)


def test_real_launch_is_named(check, platform, new_session, make_person):
    person, now = make_person(), utc_now()
    with new_session() as session, session.begin():
        note_launch(session, platform.id, "/courses/POESA-EL", now=now)
        link = ScoredLink(platform.id, "1", "unit-1", "/courses/POESA-EL", "https://lms.example/1")
        record_link(session, link, person_id=person, subject="7", now=now)
        session.execute(update(LtiScore).values(sent_percent=40, sent_at=now))
    _states, page = check()
    assert "The last launch:" in page
    assert "/courses/POESA-EL" in page
    assert "The platform last accepted a score:" in page


def test_platform_that_publishes_no_issuer(check, services):
    del services["/issuer/.well-known/openid-configuration"]
    assert check()[0]["issuer"] == "Not known"


def test_stopped_platform(check, platform, new_session):
    with new_session() as session, session.begin():
        switch_platform(session, platform.id, active=False, changed_by=None, now=utc_now())
    assert check()[0]["allowed"] == "Fails"


def test_launch_that_should_be_rejected_and_is_not(app, platform, new_session):
    """The check sees a tool that accepts every token."""
    accepted = []

    def accept(token, **facts):
        with suppress(LaunchRejected):
            accepted.append(validate_launch(token, **facts))
        return accepted[0]

    with new_session() as session, app.test_request_context():
        entry = platform_of(session, platform.id)
        assert self_launch.launch_itself(entry, "1", nonce="n", now=utc_now()) is None
        code = self_launch.launch_itself(entry, "1", nonce="n", now=utc_now(), validate=accept)
    assert code == self_launch.NOT_REJECTED


def test_only_administrators_check(make_person, sign_in, client, platform, services):
    address = f"/admin/platforms/{platform.id}/check"
    learner = sign_in(make_person())
    assert learner.get(address).status_code == 403
    assert learner.post(address).status_code == 403
    assert client.post(address).status_code == 401
    assert platform.requests == []


def test_busy_moment_is_not_taken_for_a_failure(administrator, platform, services, app):
    with waiting_threads(app):
        response = administrator.post(f"/admin/platforms/{platform.id}/check")
    assert shows_busy(response), response.text
    assert "Fails" not in response.text
