"""Sign-in with an account at a provider: new people, the same people again, what is sent there."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from courses.enrolment.models import Enrolment
from lms.accounts.models import Consent, Person
from lms.accounts.oidc.models import OidcAccount, OidcState
from lms.accounts.oidc.providers import ProviderDetails, change_provider, switch_provider
from lms.accounts.oidc.queries import Provider
from lms.accounts.oidc.sign_ins import StartedSignIn
from lms.accounts.sessions.models import SignInSession
from lms.kernel.clock import new_id, utc_now
from lms.kernel.tokens import hash_token
from lms.web.oidc.client import authorization_address
from lms.web.oidc.metadata import ProviderMetadata
from tests.integration.oidc.conftest import FIRST_PAGE
from tests.oidc_provider import as_json
from tests.statements import statements_of

GOOGLE = "https://accounts.google.com"


def test_new_person_agrees_once_and_is_signed_in(browser, course, new_session):
    response = browser.first_sign_in()
    assert (response.status_code, response.location) == (303, "/home")
    assert browser.get("/home").status_code == 200
    with new_session() as session:
        person = session.scalars(select(Person)).one()
        account = session.scalars(select(OidcAccount)).one()
        assert (person.name, person.audience, person.email) == ("Ratna Dewi", "teacher", None)
        assert (account.issuer, account.subject) == (browser.provider.issuer, "user-7")
        assert session.scalars(select(Consent.purpose)).all() == ["learning"]
        assert session.scalars(select(SignInSession.via)).all() == ["oidc"]
        assert len(session.scalars(select(Enrolment)).all()) == 1
        assert session.scalars(select(OidcState)).all() == []


def test_same_account_opens_the_same_person(browser, new_browser, new_session):
    browser.first_sign_in()
    again = new_browser()
    assert again.sign_in().location == "/home"
    with new_session() as session:
        person_id = session.scalars(select(Person.id)).one()
        assert set(session.scalars(select(SignInSession.person_id))) == {person_id}


def test_nothing_is_stored_before_consent(browser, new_session):
    browser.sign_in()
    response = browser.post("/sign-in/first-page", FIRST_PAGE | {"consent_learning": ""})
    assert response.status_code == 422
    with new_session() as session:
        assert session.scalars(select(Person)).all() == []
        assert session.scalars(select(OidcAccount)).all() == []


def test_first_page_of_somebody_else_is_left(browser, new_session):
    browser.sign_in()
    page = browser.get("/sign-in/first-page").text
    assert ("Ratna Dewi" in page, 'name="not_me"' in page) == (True, True)
    assert browser.post("/sign-in/first-page", {"not_me": "1"}).location == "/sign-in"
    assert browser.get("/sign-in/first-page").status_code == 410
    with new_session() as session:
        assert session.scalars(select(Person)).all() == []


def test_first_page_that_is_sent_twice_creates_one_person(browser, new_session):
    browser.sign_in()
    copy = browser.client.get_cookie("session").value
    browser.post("/sign-in/first-page", FIRST_PAGE)
    browser.client.set_cookie("session", copy)
    assert browser.post("/sign-in/first-page", FIRST_PAGE).location == "/home"
    with new_session() as session:
        assert len(session.scalars(select(Person)).all()) == 1


def test_same_address_of_mail_opens_nobody(browser, make_person, new_session):
    make_person(contact="ratna@contoh.id")
    browser.provider.changes = {"email": "ratna@contoh.id", "email_verified": True}
    assert browser.sign_in().location == "/sign-in/first-page"


def test_page_that_was_asked_for_opens_after_sign_in(browser, new_browser):
    browser.first_sign_in()
    path = f"/sign-in/with/{browser.provider.id}?next=/account"
    assert new_browser().sign_in(path).location == "/account"
    foreign = f"/sign-in/with/{browser.provider.id}?next=//evil.example"
    assert new_browser().sign_in(foreign).location == "/home"


def test_request_to_the_provider(browser, new_session):
    address = urlsplit(browser.start())
    sent = {name: value for name, (value,) in parse_qs(address.query).items()}
    assert address.path == "/auth"
    assert sent["flow"] == "1"  # the query of the provider's own address stays
    assert sent["scope"] == "openid profile"
    assert sent["response_type"] == "code"
    assert sent["prompt"] == "select_account"
    assert sent["redirect_uri"].endswith(f"/sign-in/callback/{browser.provider.id}")
    with new_session() as session:
        row = session.scalars(select(OidcState)).one()
        assert row.state_hash == hash_token(sent["state"])
        assert row.code_verifier not in address.query


@pytest.mark.parametrize(
    ("issuer", "domains", "hint"),
    [
        (GOOGLE, ("guru.sd.belajar.id",), ["guru.sd.belajar.id"]),
        (GOOGLE, ("*.belajar.id",), ["*"]),
        (GOOGLE, ("a.sch.id", "b.sch.id"), ["*"]),
        (GOOGLE, (), None),
        ("https://provider.example", ("a.sch.id",), None),
    ],
)
def test_google_is_told_the_domain(issuer, domains, hint, app):
    provider = Provider(new_id(), "Akun", issuer, "client-1", domains, active=True)
    metadata = ProviderMetadata(
        issuer, f"{issuer}/auth", f"{issuer}/token", f"{issuer}/keys", True, False
    )
    started = StartedSignIn(provider.id, "nonce", "v" * 64, None, "/home", is_expired=False)
    with app.test_request_context():
        address = authorization_address(provider, metadata, "state", started)
    assert parse_qs(urlsplit(address).query).get("hd") == hint


def test_cookie_of_the_state(browser):
    response = browser.post(f"/sign-in/with/{browser.provider.id}")
    cookie = next(v for n, v in response.headers if n == "Set-Cookie" and "oidc-" in v)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert response.headers["Cache-Control"] == "no-store"
    back = browser.sign_in()
    assert any("Max-Age=0" in value for value in back.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("methods", [["client_secret_basic"], None])
def test_secret_in_the_header(methods, browser):
    browser.provider.settings = {"token_endpoint_auth_methods_supported": methods}
    assert browser.sign_in().location == "/sign-in/first-page"


def test_sign_in_page_offers_active_providers(browser, new_session):
    assert "Sign in with Google (belajar.id)" in browser.get("/sign-in").text
    with new_session() as session, session.begin():
        switch_provider(session, browser.provider.id, active=False, changed_by=None, now=utc_now())
    assert "belajar.id" not in browser.get("/sign-in").text


def test_sign_up_offers_providers_too(browser):
    path = f"/sign-in/with/{browser.provider.id}?next=/join/x"
    for page in ("/sign-up", "/sign-in"):
        assert path in browser.get(f"{page}?next=/join/x").text, page


def test_domains_below_a_listed_one(browser):
    browser.provider.domain = "sdn1.sch.id"
    assert browser.sign_in().location == "/sign-in/first-page"


def test_provider_without_a_list_takes_all_accounts(browser, provider, new_session):
    with new_session() as session, session.begin():
        details = ProviderDetails("Umum", provider.issuer, provider.client_id, "", ())
        change_provider(session, provider.id, details, changed_by=None, now=utc_now())
    provider.domain = None
    assert browser.sign_in().location == "/sign-in/first-page"


def test_settings_and_keys_are_read_once_an_hour(browser, new_browser):
    browser.first_sign_in()
    new_browser().sign_in()
    requests = browser.provider.requests
    assert requests.count("/.well-known/openid-configuration") == 1
    assert requests.count("/keys") == 1


def test_keys_that_were_changed_are_read_again(browser, new_browser, monkeypatch):
    from joserfc.jwk import RSAKey

    browser.first_sign_in()
    browser.provider.keys = [RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)]
    monkeypatch.setattr("lms.web.oidc.documents.RETRY_AFTER", utc_now() - utc_now())
    assert new_browser().sign_in().location == "/home"
    assert browser.provider.requests.count("/keys") == 2


def test_microsoft_with_a_list_of_tenants(browser, provider, new_session):
    """All organisations share one address; each has an issuer of its own."""
    provider.settings = {"issuer": f"{provider.origin}/{{tenantid}}/v2.0"}
    configured = f"{provider.origin}/organizations/v2.0"
    path = "/organizations/v2.0/.well-known/openid-configuration"
    provider.answers[path] = lambda _request: as_json(provider.metadata())
    with new_session() as session, session.begin():
        details = ProviderDetails(
            "Microsoft", configured, "client-1", provider.secret, ("tenant-a",)
        )
        change_provider(session, provider.id, details, changed_by=None, now=utc_now())
    provider.changes = {"tid": "tenant-a", "iss": f"{provider.origin}/tenant-a/v2.0"}
    assert browser.sign_in().location == "/sign-in/first-page"
    for claims, code in (
        ({"tid": "tenant-b", "iss": f"{provider.origin}/tenant-b/v2.0"}, "oidc-domain-not-allowed"),
        ({"tid": "tenant-a", "iss": f"{provider.origin}/tenant-b/v2.0"}, "oidc-issuer-wrong"),
        ({"tid": None, "iss": f"{provider.origin}//v2.0"}, "oidc-domain-not-allowed"),
    ):
        provider.changes = claims
        assert code in browser.sign_in().text


def test_sign_in_needs_few_statements(app, browser, course):
    browser.first_sign_in()
    browser.post("/sign-out")
    address = browser.provider.way_back(browser.provider.authorise(browser.start()))
    with statements_of(app) as statements:
        assert browser.get(address).location == "/home"
    sent = [text for text in statements if not text.startswith(("PRAGMA", "SAVEPOINT", "RELEASE"))]
    assert len(sent) <= 18, sent


def test_signed_in_person_is_led_on(browser):
    browser.first_sign_in()
    assert browser.post(f"/sign-in/with/{browser.provider.id}").location == "/home"


def test_way_back_names_the_issuer(browser):
    browser.provider.settings = {"authorization_response_iss_parameter_supported": True}
    parameters = browser.provider.authorise(browser.start())
    response = browser.get(browser.provider.way_back(parameters | {"iss": browser.provider.issuer}))
    assert response.location == "/sign-in/first-page"
