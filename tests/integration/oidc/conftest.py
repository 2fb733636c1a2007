"""Fixtures of the tests of sign-in with accounts elsewhere: a provider, and browsers."""

import re
from html import unescape

import pytest

from lms.accounts.oidc.providers import ProviderDetails, add_provider
from lms.kernel.clock import utc_now
from lms.web.oidc.documents import EXTENSION as DOCUMENTS
from lms.web.outgoing_requests import EXTENSION as REQUESTS
from tests.factories import make_course
from tests.oidc_provider import OidcProvider

FIRST_PAGE = {
    "name": "Ratna Dewi",
    "audience": "teacher",
    "province": "53",
    "consent_learning": "y",
}


@pytest.fixture(scope="module")
def server():
    provider = OidcProvider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(server, app, new_session):
    """The provider of the module as it was, entered in Payung with a list of domains."""
    server.reset()
    for name in (DOCUMENTS, REQUESTS):
        app.extensions.pop(name, None)
    with new_session() as session, session.begin():
        details = ProviderDetails(
            "Google (belajar.id)",
            server.issuer,
            server.client_id,
            server.secret,
            ("guru.sd.belajar.id", "*.sch.id"),
        )
        server.id = add_provider(session, details, added_by=None, now=utc_now())
    return server


@pytest.fixture
def course(new_session):
    with new_session() as session, session.begin():
        return make_course(session)


class Browser:
    """A browser that signs in with an account at the provider."""

    def __init__(self, client, provider):
        self.client, self.provider = client, provider
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    def get(self, path):
        return self.client.get(path)

    def post(self, path, data=None):
        return self.client.post(path, data=data)

    def start(self, path=None):
        """Start a sign-in; gives the address of the provider."""
        response = self.post(path or f"/sign-in/with/{self.provider.id}")
        assert response.status_code == 200, response.text
        return provider_address(response)

    def sign_in(self, path=None, **more):
        """Start a sign-in and come back; `more` changes the parameters of the way back."""
        return self.get(self.provider.way_back(self.provider.authorise(self.start(path)) | more))

    def first_sign_in(self, **first_page):
        """Sign in as a new person and agree; gives the last response."""
        response = self.sign_in()
        assert response.location == "/sign-in/first-page", response.text
        return self.post("/sign-in/first-page", FIRST_PAGE | first_page)

    def link(self):
        """Link the account at the provider on the page of the account."""
        return self.sign_in(f"/account/sign-in-with/{self.provider.id}")


def provider_address(response):
    """The address that the page before the provider opens."""
    (address,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', response.text)
    return unescape(address)


@pytest.fixture
def browser(app, provider):
    return Browser(app.test_client(), provider)


@pytest.fixture
def new_browser(app, provider):
    return lambda client=None: Browser(client or app.test_client(), provider)
