"""Launches that are rejected: each with a reason and a page that says what to do."""

import hmac
import json
import re
import socket
from base64 import urlsafe_b64encode
from datetime import timedelta
from threading import Event, Thread
from time import monotonic, sleep, time

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import delete, select, update
from werkzeug.wrappers import Response

from lms.accounts.lti.launches import STATE_LIFETIME
from lms.accounts.lti.models import LtiPlatform as PlatformRow
from lms.accounts.lti.models import LtiState
from lms.accounts.lti.platforms import switch_platform
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.accounts.service import suspend_person
from lms.accounts.sessions.models import SignInSession
from lms.kernel.clock import utc_now
from lms.lti.platform_keys import EXTENSION as KEYS
from tests.lti_platform import CLAIM
from tests.slow_site import waiting_threads

STATUS = {
    "lti-busy": 503,
    "lti-keys-unavailable": 503,
    "lti-message-unsupported": 400,
    "lti-person-has-role": 403,
    "lti-person-suspended": 403,
    "lti-platform-stopped": 403,
    "lti-platform-unknown": 400,
}


def refused(response, code):
    status = STATUS.get(code, 401)
    assert response.status_code == status, response.text
    assert code in response.text
    assert "<h1>Payung could not be opened</h1>" in response.text


@pytest.fixture(autouse=True)
def nobody_was_created(new_session, request):
    yield
    if "browser" in request.fixturenames and "known" not in request.fixturenames:
        with new_session() as session:
            assert session.scalars(select(Person)).all() == []


@pytest.fixture
def known(browser, course):
    browser.first_launch()


def test_replayed_token(browser):
    sent = browser.start()
    token = browser.platform.token(nonce=sent["nonce"])
    assert browser.launch(sent=sent, token=token).status_code == 303
    refused(browser.launch(sent=sent, token=token), "lti-launch-unknown")
    fresh = browser.start()
    refused(browser.launch(sent=fresh, token=token), "lti-nonce-wrong")


def test_launch_of_another_browser(browser, new_browser):
    sent = browser.start()
    refused(new_browser().launch(sent=sent), "lti-cookie-missing")
    # Nor has it ended the launch, which the first browser finishes, and once only.
    assert browser.launch(sent=sent).location == "/lti/first-page"
    refused(browser.launch(sent=sent), "lti-launch-unknown")


def test_state_of_another_user(browser, new_browser):
    """A page that posts the attacker's own launch signs nobody in."""
    victim, attacker = browser, new_browser()
    victim.start()
    response = victim.launch(sent=attacker.start())
    refused(response, "lti-cookie-missing")
    assert victim.get("/home").status_code == 303
    assert attacker.launch(sent=attacker.start()).location == "/lti/first-page"


@pytest.mark.parametrize("state", ["x", "é" * 43, "a" * 43, "a" * 5000])
def test_state_that_nobody_started(state, browser):
    response = browser.post("/lti/launch", {"id_token": "x", "state": state})
    refused(response, "lti-launch-unknown")


@pytest.mark.parametrize("sent", [{}, {"state": ""}, {"state": "x"}, {"id_token": "x"}])
def test_message_without_state_or_token(sent, browser):
    refused(browser.post("/lti/launch", sent), "lti-message-unsupported")


def test_launch_address_that_was_entered_as_login_address(browser, platform):
    response = browser.get("/lti/launch", query_string=platform.login())
    refused(response, "lti-message-unsupported")
    assert "/lti/login" in response.text
    old = {"lti_version": "LTI-1p0", "lti_message_type": "basic-lti-launch-request"}
    refused(browser.post("/lti/launch", old), "lti-message-unsupported")


def test_cookie_of_a_launch_outlives_it(browser, platform):
    """Without the cookie a late launch would be told that cookies are blocked."""
    response = browser.get("/lti/login", query_string=platform.login())
    if "check=" in response.location:
        response = browser.get(response.location)
    (lifetime,) = re.findall(r"Max-Age=(\d+)", response.headers["Set-Cookie"])
    assert timedelta(seconds=int(lifetime)) > STATE_LIFETIME


def test_launch_that_took_too_long(browser, new_session):
    sent = browser.start()
    with new_session() as session, session.begin():
        session.execute(update(LtiState).values(expires_at=utc_now()))
    refused(browser.launch(sent=sent), "lti-launch-expired")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": int(time()) - 3600}, "lti-token-expired"),
        ({"iat": int(time()) - 7200}, "lti-token-expired"),
        ({"iat": int(time()) + 3600, "exp": int(time()) + 7200}, "lti-token-from-future"),
        ({"nbf": int(time()) + 3600}, "lti-token-from-future"),
        ({"exp": "tomorrow"}, "lti-token-unreadable"),
        ({"exp": None}, "lti-token-unreadable"),
        ({"iat": None}, "lti-token-unreadable"),
        ({"iat": 1e300}, "lti-token-unreadable"),
        ({"iat": True}, "lti-token-unreadable"),
        ({"aud": "another-tool"}, "lti-audience-wrong"),
        ({"aud": ["client-1", "another-tool"]}, "lti-audience-wrong"),
        ({"aud": ["client-1", "another-tool"], "azp": "another-tool"}, "lti-audience-wrong"),
        ({"azp": "another-tool"}, "lti-audience-wrong"),
        ({"aud": None}, "lti-audience-wrong"),
        ({"iss": "https://other.example"}, "lti-audience-wrong"),
        ({"nonce": "guessed"}, "lti-nonce-wrong"),
        ({"sub": None}, "lti-user-missing"),
        ({"sub": ""}, "lti-user-missing"),
        ({"sub": 7}, "lti-user-missing"),
        ({"sub": "x" * 256}, "lti-user-missing"),
        ({f"{CLAIM}deployment_id": "2"}, "lti-deployment-unknown"),
        ({f"{CLAIM}deployment_id": None}, "lti-deployment-unknown"),
        ({f"{CLAIM}message_type": "LtiStartProctoring"}, "lti-message-unsupported"),
        ({f"{CLAIM}version": "1.1"}, "lti-message-unsupported"),
        ({f"{CLAIM}resource_link": None}, "lti-message-unsupported"),
        ({f"{CLAIM}resource_link": {"id": ""}}, "lti-message-unsupported"),
        ({f"{CLAIM}target_link_uri": None}, "lti-message-unsupported"),
        ({f"{CLAIM}roles": "Learner"}, "lti-message-unsupported"),
    ],
)
def test_claims(changes, code, browser):
    refused(browser.launch(**changes), code)


def test_audience_list_with_the_tool_as_authorised_party(browser):
    response = browser.launch(aud=["client-1", "another-tool"], azp="client-1")
    assert response.location == "/lti/first-page"


def test_clocks_may_differ_by_half_a_minute(browser):
    response = browser.launch(iat=int(time()) + 30, exp=int(time()) - 30)
    assert response.location == "/lti/first-page"


def test_wrong_signature(browser):
    """A key of somebody else under the id of the platform's key."""
    other = RSAKey.generate_key(2048, {"kid": browser.platform.key.kid})
    sent = browser.start()
    token = browser.platform.token(nonce=sent["nonce"], key=other)
    refused(browser.launch(sent=sent, token=token), "lti-signature-wrong")


def encoded(value):
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def test_other_algorithms(browser):
    """No signature, and the public key as the secret of an HMAC."""
    platform = browser.platform
    for algorithm in ("none", "HS256"):
        sent = browser.start()
        header = encoded(json.dumps({"alg": algorithm, "kid": platform.key.kid}).encode())
        body = f"{header}.{encoded(json.dumps(platform.claims(nonce=sent['nonce'])).encode())}"
        secret = platform.key.as_pem(private=False)
        signature = encoded(hmac.digest(secret, body.encode(), "sha256"))
        token = f"{body}." if algorithm == "none" else f"{body}.{signature}"
        refused(browser.launch(sent=sent, token=token), "lti-signature-wrong")


@pytest.mark.parametrize("token", ["a.b.c", "é", "e30.e30.", "bnVsbA.e30.x", "x" * 70_000])
def test_token_that_is_none(token, browser):
    response = browser.launch(token=token)
    assert response.status_code == 401
    assert "lti-" in response.text


def test_platform_answers_with_an_error(browser):
    sent = browser.start()
    response = browser.post("/lti/launch", {"error": "login_required", "state": sent["state"]})
    refused(response, "lti-platform-answered-error")


def test_login_of_an_unknown_platform(browser, platform, app):
    for changes in ({"iss": "https://other.example"}, {"client_id": "other"}, {"iss": ""}):
        response = browser.get("/lti/login", query_string=platform.login(**changes))
        refused(response, "lti-platform-unknown")
    response = browser.get("/lti/login", query_string=platform.login(login_hint=""))
    refused(response, "lti-user-missing")


def test_platform_that_was_switched_off(browser, platform, new_session):
    sent = browser.start()
    with new_session() as session, session.begin():
        switch_platform(session, platform.id, active=False, changed_by=None, now=utc_now())
    refused(browser.launch(sent=sent), "lti-platform-stopped")
    response = browser.get("/lti/login", query_string=platform.login())
    refused(response, "lti-platform-stopped")
    # Or its people would see the browser's words for a page that may not be framed.
    assert f"frame-ancestors {platform.origin}" in response.headers["Content-Security-Policy"]


def test_suspended_person_stays_out(browser, known, new_session):
    with new_session() as session, session.begin():
        person_id = session.scalars(select(Person.id)).one()
        suspend_person(session, person_id, suspended_by=person_id, now=utc_now())
    refused(browser.launch(), "lti-person-suspended")
    assert browser.get("/home").status_code == 303


@pytest.mark.parametrize(
    ("role", "is_rejected"), [("administrator", True), ("evaluator", True), ("learner", False)]
)
def test_person_with_a_role_signs_in_at_payung_itself(
    browser, known, new_session, role, is_rejected
):
    with new_session() as session, session.begin():
        person_id = session.scalars(select(Person.id)).one()
        grant_role(session, person_id=person_id, role=role, granted_by=None, now=utc_now())
    response = browser.launch()
    assert response.status_code == (403 if is_rejected else 303)
    if is_rejected:
        refused(response, "lti-person-has-role")


def test_frame_without_cookies_offers_a_new_tab(app, browser, platform):
    login = platform.login()
    first = browser.get("/lti/login", query_string=login)
    assert "check=" in first.location
    without_cookies = app.test_client(use_cookies=False)
    response = without_cookies.get(first.location, headers=browser.headers)
    assert response.status_code == 200
    assert 'target="_blank"' in response.text
    assert "/lti/login?iss=" in response.text
    assert "check=" not in response.text
    assert f"frame-ancestors {platform.origin}" in response.headers["Content-Security-Policy"]


def test_rejection_is_shown_in_the_frame_of_the_platform(browser, platform):
    response = browser.launch(aud="another-tool")
    assert f"frame-ancestors {platform.origin}" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_rejection_is_shown_in_a_frame_with_an_older_session(
    is_signed_in, browser, platform, known, new_session
):
    """The session knows the origins of its own launch; since then the list was changed."""
    browser.launch(**({} if is_signed_in else {"sub": "user-8"}))
    changed = update(PlatformRow).values(frame_origins="https://lms.example")
    with new_session() as session, session.begin():
        session.execute(changed)
    response = browser.launch(aud="another-tool")
    assert "frame-ancestors https://lms.example;" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _request: Response("x" * 10_000_000),
        lambda _request: Response("{}", 500),
        lambda _request: Response("", 302, {"Location": "http://127.0.0.1:1/keys"}),
        lambda _request: Response("<html>"),
        lambda _request: Response('{"keys": 7}'),
        lambda _request: Response('{"keys": [7, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}'),
        lambda _request: Response("[" * 100_000),
    ],
)
def test_key_set_that_is_none(answer, browser, platform):
    platform.answer = answer
    refused(browser.launch(), "lti-keys-unavailable")


def test_key_set_is_not_read_again_and_again(browser, platform):
    platform.answer = lambda _request: Response("{}", 500)
    for _ in range(3):
        refused(browser.launch(), "lti-keys-unavailable")
    assert platform.requests.count("/keys") == 1


def test_new_key_of_a_platform_is_read(app, browser, platform, monkeypatch):
    monkeypatch.setattr("lms.lti.platform_keys.RETRY_AFTER", utc_now() - utc_now())
    assert browser.launch().status_code == 303
    former, platform.key = platform.key, RSAKey.generate_key(2048, auto_kid=True)
    try:
        assert browser.launch().location == "/lti/first-page"
    finally:
        platform.key = former


@pytest.fixture
def dripping_server():
    """A server that sends a byte now and then, and never ends."""
    stopping, listener = Event(), socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _address = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not stopping.is_set():
                try:
                    connection.sendall(b" ")
                except OSError:
                    return
                sleep(0.05)

    Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/keys"
    stopping.set()
    listener.close()


def test_launch_while_slow_sites_hold_the_threads(app, browser, platform):
    """A busy moment is not taken for a failure of the platform."""
    sent = browser.start()
    with waiting_threads(app):
        response = browser.launch(sent=sent)
        refused(response, "lti-busy")
        assert response.headers["Retry-After"] == "10"
        assert "/keys" not in platform.requests
    assert browser.launch().location == "/lti/first-page"


def test_keys_that_are_known_serve_on_in_a_busy_moment(app, browser, monkeypatch):
    assert browser.launch().location == "/lti/first-page"
    monkeypatch.setattr("lms.lti.platform_keys.LIFETIME", timedelta(0))
    with waiting_threads(app):
        assert browser.launch().location == "/lti/first-page"


def test_key_set_that_hangs(browser, platform, dripping_server, new_session, monkeypatch):
    monkeypatch.setattr("lms.lti.platform_keys.SECONDS", 0.5)
    with new_session() as session, session.begin():
        session.execute(update(PlatformRow).values(key_set_url=dripping_server))
    sent, began = browser.start(), monotonic()
    refused(browser.launch(sent=sent), "lti-keys-unavailable")
    assert monotonic() - began < 5


def received(response):
    """What a rejection page shows of the message, by label."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", response.text)
    return dict(pairs)


def test_page_shows_what_arrived(browser, platform):
    other = {"iss": "https://other.example/", "client_id": "x1"}
    response = browser.get("/lti/login", query_string=platform.login(**other))
    assert received(response) == {
        "Issuer (platform id)": "https://other.example/",
        "Client id": "x1",
    }
    response = browser.launch(**{f"{CLAIM}deployment_id": "2"})
    assert received(response) == {"Deployment id": "2"}
    response = browser.launch(aud="x1")
    assert received(response) == {"Issuer (platform id)": platform.issuer, "Client id": "x1"}


def test_page_shows_ids_and_no_sentences(browser, platform):
    """Or anybody could put words into a page of this site by a link."""
    for text in ("Call 0812 now", "<b>x</b> y", "x" * 256):
        response = browser.get("/lti/login", query_string=platform.login(iss=text))
        assert received(response) == {"Client id": platform.client_id}


def test_reason_of_a_key_set_that_cannot_be_read(browser, platform):
    platform.answer = lambda request: Response("no such page", 404)
    response = browser.launch()
    refused(response, "lti-keys-unavailable")
    assert received(response) == {"Reason": "http-404"}


def test_rejected_launch_has_ended(browser, known, new_session):
    sent = browser.start()
    refused(browser.launch(sent=sent, nonce="another"), "lti-nonce-wrong")
    refused(browser.launch(sent=sent), "lti-launch-unknown")
    with new_session() as session, session.begin():
        person_id = session.scalars(select(Person.id)).one()
        suspend_person(session, person_id, suspended_by=person_id, now=utc_now())
    sent = browser.start()
    refused(browser.launch(sent=sent), "lti-person-suspended")
    refused(browser.launch(sent=sent), "lti-launch-unknown")


def test_launch_that_another_request_ends_meanwhile_signs_nobody_in(
    app, browser, platform, known, new_session
):
    """Both have found the launch; the sign-in is in the transaction that ends it."""

    def end_and_answer(request):
        with new_session() as session, session.begin():
            session.execute(delete(LtiState))
        platform.answer = None
        return platform.respond(request)

    with new_session() as session:
        before = session.scalars(select(SignInSession.id)).all()
    app.extensions.pop(KEYS)
    sent, platform.answer = browser.start(), end_and_answer
    refused(browser.launch(sent=sent), "lti-launch-unknown")
    with new_session() as session:
        assert session.scalars(select(SignInSession.id)).all() == before
    assert browser.get("/home").status_code == 200  # the session of before has stayed
