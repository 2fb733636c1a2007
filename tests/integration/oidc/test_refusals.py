"""Sign-ins that are rejected: each with a reason and a page that says what to do."""

import hmac
import json
import socket
from base64 import urlsafe_b64encode
from contextlib import ExitStack
from threading import Event
from time import monotonic, time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from lms.accounts.models import Person
from lms.accounts.oidc.models import OidcProvider as ProviderRow
from lms.accounts.oidc.models import OidcState
from lms.accounts.oidc.providers import ProviderDetails, add_provider, switch_provider
from lms.accounts.oidc.queries import linked_person
from lms.accounts.roles.service import grant_role
from lms.accounts.service import end_sessions, suspend_person
from lms.accounts.sessions.errors import RoleNeedsOwnSignIn
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sessions.queries import account_of_session
from lms.accounts.sessions.service import begin_session
from lms.kernel.clock import utc_now
from lms.web.oidc.documents import EXTENSION
from lms.web.oidc.errors import STATUS
from tests.oidc_provider import SETTINGS, OidcProvider, as_json
from tests.slow_site import shows_busy, waiting_threads


def refused(response, code):
    assert response.status_code == STATUS[code], response.text
    assert code in response.text
    assert "<h1>Signing in did not work</h1>" in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.fixture(autouse=True)
def nobody_was_created(new_session, request):
    yield
    if "known" not in request.fixturenames:
        with new_session() as session:
            assert session.scalars(select(Person)).all() == []
            assert session.scalars(select(SignInSession)).all() == []


@pytest.fixture
def known(browser, new_session):
    """Somebody who has signed in before, by another browser."""
    browser.first_sign_in()
    browser.post("/sign-out")
    with new_session() as session:
        return session.scalars(select(Person.id)).one()


def test_way_back_that_is_opened_twice(browser, known):
    address = browser.provider.way_back(browser.provider.authorise(browser.start()))
    assert browser.get(address).location == "/home"
    browser.post("/sign-out")
    refused(browser.get(address), "oidc-sign-in-unknown")
    assert browser.get("/home").status_code == 303


def test_code_that_was_used_before(browser, known):
    parameters = browser.provider.authorise(browser.start())
    browser.get(browser.provider.way_back(parameters))
    browser.post("/sign-out")
    refused(browser.sign_in(code=parameters["code"]), "oidc-code-refused")


def test_state_of_another_browser(browser, new_browser):
    """A link with the attacker's own sign-in signs nobody in."""
    attacker = new_browser()
    parameters = attacker.provider.authorise(attacker.start())
    way_back = browser.provider.way_back(parameters)
    refused(browser.get(way_back), "oidc-cookie-missing")
    assert attacker.get(way_back).status_code == 303  # nobody else can end a sign-in


def test_code_of_another_sign_in(browser, new_browser):
    """The code of an attacker does not fit the verifier of this browser."""
    other = new_browser()
    stolen = other.provider.authorise(other.start())["code"]
    refused(browser.sign_in(code=stolen), "oidc-code-refused")


@pytest.mark.parametrize("state", ["x", "é" * 43, "a" * 43, "a" * 5000])
def test_state_that_nobody_started(state, browser):
    refused(
        browser.get(browser.provider.way_back({"code": "x", "state": state})),
        "oidc-sign-in-unknown",
    )


@pytest.mark.parametrize("sent", [{}, {"code": "x"}, {"state": "x"}, {"state": "", "error": "x"}])
def test_answer_without_state_or_code(sent, browser):
    refused(browser.get(browser.provider.way_back(sent)), "oidc-answer-incomplete")


def test_sign_in_that_took_too_long(browser, new_session):
    parameters = browser.provider.authorise(browser.start())
    with new_session() as session, session.begin():
        session.execute(update(OidcState).values(expires_at=utc_now()))
    refused(browser.get(browser.provider.way_back(parameters)), "oidc-sign-in-expired")


def test_person_who_cancels(browser):
    parameters = browser.provider.authorise(browser.start())
    del parameters["code"]
    address = browser.provider.way_back(parameters | {"error": "access_denied"})
    refused(browser.get(address), "oidc-provider-answered-error")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": int(time()) - 3600}, "oidc-token-expired"),
        ({"iat": int(time()) + 3600, "exp": int(time()) + 7200}, "oidc-token-from-future"),
        ({"nbf": int(time()) + 3600}, "oidc-token-from-future"),
        ({"exp": "tomorrow"}, "oidc-token-unreadable"),
        ({"exp": True}, "oidc-token-unreadable"),
        ({"exp": None}, "oidc-token-unreadable"),
        ({"iat": None}, "oidc-token-unreadable"),
        ({"iat": "now"}, "oidc-token-unreadable"),
        ({"aud": "another-client"}, "oidc-audience-wrong"),
        ({"aud": ["client-1", "another-client"]}, "oidc-audience-wrong"),
        ({"aud": ["client-1", "another-client"], "azp": "other"}, "oidc-audience-wrong"),
        ({"azp": "another-client"}, "oidc-audience-wrong"),
        ({"aud": None}, "oidc-audience-wrong"),
        ({"iss": "https://other.example"}, "oidc-issuer-wrong"),
        ({"iss": None}, "oidc-issuer-wrong"),
        ({"nonce": "guessed"}, "oidc-nonce-wrong"),
        ({"nonce": None}, "oidc-nonce-wrong"),
        ({"nonce": ["x"]}, "oidc-nonce-wrong"),
        ({"at_hash": "x"}, "oidc-token-unreadable"),
        ({"sub": None}, "oidc-token-unreadable"),
        ({"sub": ""}, "oidc-token-unreadable"),
        ({"sub": 7}, "oidc-token-unreadable"),
        ({"sub": "x" * 256}, "oidc-token-unreadable"),
        ({"sub": "line\nline"}, "oidc-token-unreadable"),
        ({"hd": "evil.example"}, "oidc-domain-not-allowed"),
        ({"hd": None}, "oidc-domain-not-allowed"),
        ({"hd": ["guru.sd.belajar.id"]}, "oidc-domain-not-allowed"),
        ({"hd": "belajar.id"}, "oidc-domain-not-allowed"),
        ({"hd": "sch.id"}, "oidc-domain-not-allowed"),
        ({"hd": "evilsch.id"}, "oidc-domain-not-allowed"),
        ({"hd": "guru.sd.belajar.id.evil.example"}, "oidc-domain-not-allowed"),
    ],
)
def test_claims(changes, code, browser):
    browser.provider.changes = changes
    refused(browser.sign_in(), code)


def test_domain_in_the_request_counts_for_nothing(browser):
    browser.provider.domain = None
    refused(browser.sign_in(hd="guru.sd.belajar.id"), "oidc-domain-not-allowed")


def test_audience_list_with_the_client_as_authorised_party(browser, known):
    browser.provider.changes = {"aud": ["client-1", "another-client"], "azp": "client-1"}
    assert browser.sign_in().location == "/home"


def test_clocks_may_differ_by_half_a_minute(browser, known):
    browser.provider.changes = {"iat": int(time()) + 30, "exp": int(time()) - 30}
    assert browser.sign_in().location == "/home"


@pytest.mark.parametrize("is_same_id", [True, False])
def test_signature_of_another_key(is_same_id, browser):
    provider = browser.provider
    other = RSAKey.generate_key(2048, {"kid": provider.key.kid if is_same_id else "unknown"})
    provider.answers["/token"] = lambda _request: as_json(
        {"access_token": "a", "token_type": "Bearer", "id_token": provider.id_token(key=other)}
    )
    refused(browser.sign_in(), "oidc-signature-wrong")


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", 7, None, "x" * 40_000, "eyJhbGciOiJub25lIn0.e30."]
)
def test_token_that_is_none(token, browser):
    browser.provider.answers["/token"] = lambda _request: as_json(
        {"access_token": "a", "token_type": "Bearer", "id_token": token}
    )
    response = browser.sign_in()
    codes = ("oidc-token-unreadable", "oidc-signature-wrong")
    refused(response, next((code for code in codes if code in response.text), codes[0]))


def encoded(value):
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS384"])
def test_other_algorithms(algorithm, browser):
    """No signature, the public key as the secret of an HMAC, and one that is not allowed."""
    provider = browser.provider
    header = encoded(json.dumps({"alg": algorithm, "kid": provider.key.kid}).encode())
    body = f"{header}.{encoded(json.dumps({'sub': 'user-7'}).encode())}"
    secret = provider.key.as_pem(private=False)
    signature = encoded(hmac.digest(secret, body.encode(), "sha256"))
    token = f"{body}." if algorithm == "none" else f"{body}.{signature}"
    if algorithm == "RS384":
        claims = {"sub": "user-7", "iss": provider.issuer}
        key = RSAKey.import_key(provider.key.as_pem(private=True), {"kid": provider.key.kid})
        token = jwt.encode({"alg": "RS384", "kid": key.kid}, claims, key, algorithms=["RS384"])
    provider.answers["/token"] = lambda _request: as_json(
        {"access_token": "a", "token_type": "Bearer", "id_token": token}
    )
    refused(browser.sign_in(), "oidc-signature-wrong")


def test_keys_that_are_no_keys(browser):
    short = {"kty": "RSA", "n": encoded(b"\xc1" * 128), "e": "AQAB"}
    entries = [7, None, {}, {"kty": "RSA"}, {"kty": "oct", "k": "x"}, {"kty": "EC", "crv": "P-256"}]
    entries.append(short)
    other = ECKey.generate_key("P-384").as_dict(private=False)
    browser.provider.answers["/keys"] = lambda _request: as_json({"keys": [*entries, other]})
    refused(browser.sign_in(), "oidc-provider-unavailable")


@pytest.mark.parametrize(
    "answer",
    [
        lambda _request: Response("x" * 10_000_000),
        lambda _request: Response("{}", 500),
        lambda _request: Response("", 302, headers={"Location": "/keys-elsewhere"}),
        lambda _request: Response("<html>"),
        lambda _request: Response("[" * 100_000),
        lambda _request: as_json({"keys": 7}),
        lambda _request: as_json({}),
    ],
)
def test_key_set_that_is_none(answer, browser):
    browser.provider.answers["/keys"] = answer
    refused(browser.sign_in(), "oidc-provider-unavailable")


def test_key_set_that_hangs(browser, monkeypatch):
    monkeypatch.setattr("lms.web.oidc.documents.SECONDS", 0.5)
    ended, parameters = Event(), browser.provider.authorise(browser.start())
    browser.provider.answers["/keys"] = lambda _request: as_json({"ended": ended.wait(30)})
    began = monotonic()
    response = browser.get(browser.provider.way_back(parameters))
    ended.set()
    refused(response, "oidc-provider-unavailable")
    assert monotonic() - began < 5


@pytest.mark.parametrize(
    "answer",
    [
        lambda _request: Response("down", 500),
        lambda _request: Response("not json"),
        lambda _request: as_json([]),
        lambda _request: Response("x" * 300_000),
        lambda _request: Response("", 302, headers={"Location": "/elsewhere"}),
        lambda _request: as_json({"issuer": "https://other.example"}),
    ],
)
def test_provider_that_is_down(answer, browser, new_session):
    browser.provider.answers[SETTINGS] = answer
    refused(browser.post(f"/sign-in/with/{browser.provider.id}"), "oidc-provider-unavailable")
    with new_session() as session:
        assert session.scalars(select(OidcState)).all() == []
    assert browser.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _request: Response("down", 500), "oidc-provider-unavailable"),
        (lambda _request: Response("busy", 429), "oidc-provider-unavailable"),
        (lambda _request: Response("not json"), "oidc-token-unreadable"),
        (lambda _request: as_json([]), "oidc-token-unreadable"),
        (lambda _request: as_json({}), "oidc-token-unreadable"),
        (lambda _request: as_json({"error": "invalid_client"}, 401), "oidc-code-refused"),
        (lambda _request: as_json({"error": {"x": "é"}}, 400), "oidc-code-refused"),
        (
            lambda _request: as_json({"error": "e", "error_description": '"é"'}, 400),
            "oidc-token-unreadable",
        ),
        (lambda _request: Response("x" * 200_000), "oidc-provider-unavailable"),
    ],
)
def test_token_endpoint_that_does_not_answer_well(answer, code, browser):
    browser.provider.answers["/token"] = answer
    refused(browser.sign_in(), code)


def test_provider_that_hangs(browser, monkeypatch):
    """The limit of time holds; the page of sign-in works meanwhile."""
    monkeypatch.setattr("lms.web.oidc.documents.SECONDS", 0.5)
    ended = Event()
    browser.provider.answers[SETTINGS] = lambda _request: ended.wait(30) and as_json({})
    started = monotonic()
    response = browser.post(f"/sign-in/with/{browser.provider.id}")
    ended.set()
    refused(response, "oidc-provider-unavailable")
    assert monotonic() - started < 5


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("authorization_endpoint", "javascript:alert(1)"),
        ("authorization_endpoint", 'https://provider.example/"onload="x'),
        ("authorization_endpoint", None),
        ("token_endpoint", "file:///etc/passwd"),
        ("jwks_uri", "http://provider.example/keys"),
    ],
)
def test_endpoints_that_are_no_addresses(endpoint, address, browser):
    browser.provider.settings = {endpoint: address}
    refused(browser.post(f"/sign-in/with/{browser.provider.id}"), "oidc-provider-unavailable")


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]"])
def test_endpoint_inside_the_network(endpoint, host, browser):
    browser.provider.settings = {endpoint: f"https://{host}/x"}
    refused(browser.sign_in(), "oidc-provider-unavailable")


def test_settings_of_another_issuer(browser):
    browser.provider.settings = {"issuer": "https://other.example"}
    refused(browser.post(f"/sign-in/with/{browser.provider.id}"), "oidc-provider-unavailable")


def test_tenants_without_a_list(browser, new_session):
    """The provider serves all organisations since it was entered: none of them is let in."""
    provider = browser.provider
    provider.settings = {"issuer": f"{provider.origin}/{{tenantid}}/v2.0"}
    path = f"/common/v2.0{SETTINGS}"
    provider.answers[path] = lambda _request: as_json(provider.metadata())
    provider.changes = {"tid": "tenant-a", "iss": f"{provider.origin}/tenant-a/v2.0"}
    with new_session() as session, session.begin():
        issuer = f"{provider.origin}/common/v2.0"
        session.execute(update(ProviderRow).values(issuer=issuer, domains=""))
    refused(browser.sign_in(), "oidc-domain-not-allowed")


def test_issuer_inside_the_network(browser, new_session):
    with new_session() as session, session.begin():
        session.execute(update(ProviderRow).values(issuer="https://192.168.0.1"))
    refused(browser.post(f"/sign-in/with/{browser.provider.id}"), "oidc-provider-unavailable")


def test_port_on_which_nobody_listens(browser, new_session):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with new_session() as session, session.begin():
            session.execute(update(ProviderRow).values(issuer=issuer))
        refused(browser.post(f"/sign-in/with/{browser.provider.id}"), "oidc-provider-unavailable")


def test_provider_that_was_stopped_meanwhile(browser, new_session):
    parameters = browser.provider.authorise(browser.start())
    with new_session() as session, session.begin():
        switch_provider(session, browser.provider.id, active=False, changed_by=None, now=utc_now())
    refused(browser.get(browser.provider.way_back(parameters)), "oidc-provider-stopped")
    refused(browser.post(f"/sign-in/with/{browser.provider.id}"), "oidc-provider-stopped")


def test_provider_that_there_is_not(browser):
    unknown = "00000000-0000-0000-0000-000000000001"
    refused(browser.post(f"/sign-in/with/{unknown}"), "oidc-provider-stopped")


@pytest.mark.parametrize("issuer", [None, "https://other.example"])
def test_answer_of_another_provider(issuer, browser):
    """RFC 9207: a provider that names itself must, and must be this one."""
    browser.provider.settings = {"authorization_response_iss_parameter_supported": True}
    more = {"iss": issuer} if issuer else {}
    refused(browser.sign_in(**more), "oidc-issuer-wrong")


def test_code_of_another_provider(browser, new_browser, new_session):
    """A provider leads its people to another one, to get their codes there (RFC 9700, 4.4)."""
    evil, honest = browser.provider, OidcProvider(host="localhost")
    details = ProviderDetails("Dinas", honest.issuer, honest.client_id, honest.secret, ())
    with new_session() as session, session.begin():
        honest.id = add_provider(session, details, added_by=None, now=utc_now())
    own = new_browser().start(f"/sign-in/with/{honest.id}")  # with nonce and challenge
    state = parse_qs(urlsplit(browser.start()).query)["state"][0]
    code = honest.authorise(own)["code"]
    path = urlsplit(honest.codes[code]["redirect_uri"]).path
    refused(browser.get(f"{path}?{urlencode({'code': code, 'state': state})}"), "oidc-issuer-wrong")
    assert "/token" not in evil.requests
    honest.stop()


def test_suspended_person(browser, known, make_person, new_session):
    administrator = make_person(roles=["administrator"])
    with new_session() as session, session.begin():
        suspend_person(session, known, suspended_by=administrator, now=utc_now())
    refused(browser.sign_in(), "oidc-person-suspended")
    assert browser.get("/home").status_code == 303


def test_person_with_a_role(browser, known, make_person, new_session):
    administrator = make_person(roles=["administrator"])
    with new_session() as session, session.begin():
        grant_role(
            session,
            person_id=known,
            role="administrator",
            scope_type="platform",
            scope_id=None,
            granted_by=administrator,
            now=utc_now(),
        )
    refused(browser.sign_in(), "oidc-person-has-role")
    assert browser.get("/home").status_code == 303


@pytest.mark.parametrize(("is_from_elsewhere", "status"), [(True, 303), (False, 200)])
def test_role_ends_sessions_from_elsewhere(
    browser, known, make_person, sign_in, new_session, is_from_elsewhere, status
):
    """Whoever runs the provider may have begun such a session, and would get the role.

    They may also have made the password of an account that they created (decision 65).
    """
    with new_session() as session, session.begin():
        facts = {"from_lti": is_from_elsewhere, "email": "ratna@contoh.id"}
        session.execute(update(Person).where(Person.id == known).values(facts))
    administrator, own_session = make_person(roles=["administrator"]), sign_in(known)
    assert browser.sign_in().location == "/home"
    with new_session() as session, session.begin():
        grant_role(
            session,
            person_id=known,
            role="administrator",
            granted_by=administrator,
            now=utc_now(),
        )
    assert browser.get("/admin/sign-in-providers/").status_code == 303
    assert own_session.get("/admin/sign-in-providers/").status_code == status


@pytest.mark.parametrize("via", ["oidc", "lti"])
def test_role_granted_between_the_check_and_the_session(via, browser, known, new_session):
    """The role ended all sessions from elsewhere; this one would begin after that."""
    with new_session() as session, session.begin():
        grant_role(session, person_id=known, role="expert", granted_by=None, now=utc_now())
        with pytest.raises(RoleNeedsOwnSignIn):
            begin_session(session, person_id=known, via=via, now=utc_now())


def test_sessions_ended_between_the_look_up_and_the_session(browser, known, new_session):
    provider = browser.provider
    with new_session() as session, session.begin():
        epoch = linked_person(session, provider.issuer, provider.subject).epoch
        end_sessions(session, known, ended_by=known, now=utc_now())
        key = begin_session(session, person_id=known, via="oidc", epoch=epoch, now=utc_now())
        assert account_of_session(session, key, now=utc_now()) is None


def test_account_whose_domain_has_changed(browser, known):
    browser.provider.domain = "evil.example"
    refused(browser.sign_in(), "oidc-domain-changed")
    browser.provider.domain = None
    refused(browser.sign_in(), "oidc-domain-changed")
    browser.provider.domain = "guru.sd.belajar.id"
    assert browser.sign_in().location == "/home"


def test_first_page_without_a_sign_in(browser):
    refused(browser.get("/sign-in/first-page"), "oidc-page-expired")


def test_first_page_after_the_provider_was_stopped(browser, new_session):
    browser.sign_in()
    with new_session() as session, session.begin():
        switch_provider(session, browser.provider.id, active=False, changed_by=None, now=utc_now())
    refused(browser.get("/sign-in/first-page"), "oidc-provider-stopped")


def test_a_failed_request_is_not_repeated_at_once(browser, app):
    browser.provider.answers[SETTINGS] = lambda _request: Response("down", 500)
    for _time in range(3):
        browser.post(f"/sign-in/with/{browser.provider.id}")
    assert browser.provider.requests.count(SETTINGS) == 1
    app.extensions.pop(EXTENSION)
    del browser.provider.answers[SETTINGS]
    assert browser.start()


def test_slow_provider_is_not_asked_again_at_once(browser, monkeypatch):
    """Each request to it holds a thread that answers people."""
    monkeypatch.setattr("lms.web.oidc.client.SECONDS", 0.5)
    ended, answers = Event(), browser.provider.answers
    answers["/token"] = lambda _request: as_json({"ended": ended.wait(30)})
    for _time in range(3):
        refused(browser.sign_in(), "oidc-provider-unavailable")
    ended.set()
    assert browser.provider.requests.count("/token") == 1


def test_slow_provider_leaves_a_thread_to_others(app, browser):
    """Half of four threads may wait for other sites. A busy moment is not taken for a failure."""
    with waiting_threads(app):
        started = monotonic()
        response = browser.post(f"/sign-in/with/{browser.provider.id}")
        assert monotonic() - started < 6
        assert shows_busy(response), response.text
        assert SETTINGS not in browser.provider.requests
    assert browser.sign_in().status_code == 303


def test_busy_moment_at_each_later_step(app, browser):
    """The settings are cached; the exchange of the code comes in such a moment, or the keys do."""
    way_back = browser.provider.way_back(browser.provider.authorise(browser.start()))
    with waiting_threads(app):
        assert shows_busy(browser.get(way_back))

    def answer(request):
        held.enter_context(waiting_threads(app))
        return browser.provider.exchange(request)

    browser.provider.answers["/token"] = answer
    with ExitStack() as held:
        response = browser.sign_in()
    assert shows_busy(response), response.text
