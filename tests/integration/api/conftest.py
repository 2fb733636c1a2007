"""Programs with tokens, beside the certificates of the certificates' own tests."""

import json

import pytest

from courses.catalogue.service import open_pilot
from lms.accounts.api_tokens.scopes import SCOPES
from lms.accounts.api_tokens.secret import new_token
from lms.accounts.api_tokens.service import TokenRequest, create_token
from lms.kernel.clock import utc_now
from lms.organisations.service import OrganisationDetails, create_organisation
from tests.factories import make_course
from tests.integration.certificates.conftest import (  # noqa: F401  fixtures
    app,
    certificate,
    enrol,
    issue,
    issuer,
    learner,
    now,
    read,
    settings,
    store,
)


class Program:
    """A caller with a token, or without one."""

    def __init__(self, client, token=None):
        self.client, self.token = client, token

    def headers(self, **more):
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return own | {name.replace("_", "-"): value for name, value in more.items()}

    def get(self, path, **headers):
        return self.client.get(f"/api/v1{path}", headers=self.headers(**headers))

    def post(self, path, body, *, key=None, **headers):
        more = {"Idempotency_Key": key} if key else {}
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        headers = self.headers(**({"Content_Type": "application/json"} | more | headers))
        return self.client.post(f"/api/v1{path}", data=data, headers=headers)


@pytest.fixture
def make_token(store):  # noqa: F811
    """Stores a token and gives it: of a service with all scopes where nothing else is said."""

    def make(*scopes, person_id=None, days=30, now=None):  # noqa: F811
        token = new_token()
        wanted = TokenRequest("Dinas Pendidikan (contoh)", scopes or tuple(SCOPES), days)
        store(
            create_token,
            wanted,
            token=token,
            allowed=SCOPES,
            person_id=person_id,
            created_by=person_id,
            now=now or utc_now(),
        )
        return token

    return make


@pytest.fixture
def program(app, make_token):  # noqa: F811
    """A program with these scopes, all where none is named."""

    def program(*scopes, **facts):
        return Program(app.test_client(), make_token(*scopes, **facts))

    return program


@pytest.fixture
def stranger(app):  # noqa: F811
    return Program(app.test_client())


@pytest.fixture
def make_pilot_version(store, make_person):  # noqa: F811
    """Imports files as a version in a pilot that is open to everybody."""

    def make_pilot_version(files=None):
        version_id = store(make_course, files=files, is_open=False)
        pilot = {"name": "Pilot", "reason": "test", "kind": "pilot", "now": utc_now()}
        opened_by = make_person(roles=["administrator"])
        store(open_pilot, version_id, opened_by=opened_by, **pilot)
        return version_id

    return make_pilot_version


@pytest.fixture
def pilot_version_id(make_pilot_version):
    """The course POESA-EL in a pilot that is open to everybody."""
    return make_pilot_version()


@pytest.fixture
def organisation_id(store):  # noqa: F811
    return store(
        create_organisation,
        kind="school",
        facts=OrganisationDetails("SDN Harapan 01", "", "53"),
        parent_id=None,
        founded_by=None,
        is_approved=True,
        now=utc_now(),
    )
