"""Fixtures of the tests of LTI launches: a platform that Payung knows, and launches from it."""

import pytest

from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.kernel.clock import utc_now
from lms.lti.platform_keys import EXTENSION as KEYS
from lms.web.outgoing_requests import EXTENSION as REQUESTS
from tests.factories import make_course
from tests.lti_platform import LtiPlatform, sent_parameters

FIRST_PAGE = {
    "name": "Ratna Dewi",
    "audience": "teacher",
    "province": "53",
    "consent_learning": "y",
}
FRAME = {"Sec-Fetch-Dest": "iframe"}


@pytest.fixture(scope="module")
def server():
    platform = LtiPlatform()
    yield platform
    platform.stop()


@pytest.fixture
def platform(server, app, new_session):
    """The platform of the module as it was, entered in Payung."""
    server.subject, server.name, server.custom, server.answer = "user-7", "Ratna Dewi", {}, None
    server.tool = app.extensions["settings"].origin
    server.requests.clear()
    server.changes, server.returned = {}, []
    for name in (KEYS, REQUESTS):
        app.extensions.pop(name, None)
    with new_session() as session, session.begin():
        server.id = add_platform(
            session, PlatformDetails(**server.details()), added_by=None, now=utc_now()
        )
    return server


@pytest.fixture
def course(new_session):
    with new_session() as session, session.begin():
        return make_course(session)


class Browser:
    """A browser that launches; `framed` says that the platform shows Payung in a frame."""

    def __init__(self, app, platform, *, framed=True):
        self.client, self.platform = app.test_client(), platform
        self.headers = FRAME if framed else {"Sec-Fetch-Dest": "document"}
        self.headers = self.headers | {"Accept-Language": "en"}

    def get(self, path, **more):
        return self.client.get(path, headers=self.headers, **more)

    def post(self, path, data):
        return self.client.post(path, data=data, headers=self.headers)

    def start(self, **changes):
        """Start a launch; gives the parameters of the authentication request."""
        response = self.get("/lti/login", query_string=self.platform.login(**changes))
        if response.location and "check=" in response.location:
            response = self.get(response.location)
        assert response.status_code == 303, response.text
        return sent_parameters(response)

    def launch(self, *, token=None, sent=None, **changes):
        """Start a launch and finish it; `changes` are those of claims."""
        sent = sent or self.start()
        token = token or self.platform.token(**{"nonce": sent["nonce"]} | changes)
        return self.post("/lti/launch", {"id_token": token, "state": sent["state"]})

    def first_launch(self, **changes):
        """Launch as a new person and agree; gives the last response."""
        response = self.launch(**changes)
        assert response.location == "/lti/first-page", response.text
        return self.post("/lti/first-page", FIRST_PAGE)


@pytest.fixture
def browser(app, platform):
    return Browser(app, platform)


@pytest.fixture
def new_browser(app, platform):
    return lambda **how: Browser(app, platform, **how)


@pytest.fixture
def page_language():
    return "en"
