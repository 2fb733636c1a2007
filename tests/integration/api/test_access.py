"""Who may call: tokens, scopes, roles that ended, and all the ways round them."""

from datetime import timedelta
from uuid import UUID

import pytest

from lms.accounts.api_tokens import service
from lms.accounts.api_tokens.queries import list_personal_tokens
from lms.accounts.api_tokens.scopes import PERSONAL_SCOPES
from lms.accounts.roles.queries import open_grants
from lms.accounts.roles.service import end_role
from lms.accounts.service import suspend_person
from lms.kernel.clock import utc_now
from tests.integration.api.conftest import Program

SOMETHING = UUID(int=1)
PLACES = {
    "{number}": "0000-0000-0000-0000",
    "{organisation_id}": str(SOMETHING),
    "{roster_id}": str(SOMETHING),
    "{version_id}": str(SOMETHING),
    "{enrolment_id}": str(SOMETHING),
    "{attempt_id}": str(SOMETHING),
    "{code}": "POESA-EL",
}
CLOSED = (
    ("GET", "/api/v1/token"),
    ("GET", "/api/v1/courses"),
    ("GET", "/api/v1/courses/POESA-EL"),
    ("GET", "/api/v1/me/enrolments"),
    ("POST", "/api/v1/me/enrolments"),
    ("GET", f"/api/v1/me/enrolments/{SOMETHING}"),
    ("GET", f"/api/v1/me/enrolments/{SOMETHING}/attempts"),
    ("POST", f"/api/v1/me/enrolments/{SOMETHING}/attempts"),
    ("GET", f"/api/v1/me/attempts/{SOMETHING}"),
    ("POST", f"/api/v1/me/attempts/{SOMETHING}/answers"),
    ("POST", f"/api/v1/me/attempts/{SOMETHING}/submission"),
    ("GET", f"/api/v1/me/attempts/{SOMETHING}/result"),
    ("GET", "/api/v1/me/certificates"),
    ("GET", "/api/v1/certificates"),
    ("POST", "/api/v1/certificates/verify"),
    ("POST", "/api/v1/certificates/0000-0000-0000-0000/revocation"),
    ("POST", f"/api/v1/organisations/{SOMETHING}/roster"),
    ("GET", "/api/v1/evaluation"),
    ("GET", f"/api/v1/evaluation/{SOMETHING}"),
    ("GET", "/api/v1/organisations"),
    ("GET", f"/api/v1/organisations/{SOMETHING}/members"),
    ("GET", f"/api/v1/organisations/{SOMETHING}/certificates"),
    ("GET", f"/api/v1/organisations/{SOMETHING}/roster/{SOMETHING}"),
    ("POST", f"/api/v1/organisations/{SOMETHING}/roster/{SOMETHING}/confirmation"),
    ("POST", f"/api/v1/organisations/{SOMETHING}/roster/{SOMETHING}/undo"),
)


def test_stranger_is_asked_for_a_token_by_every_closed_operation(app, client, document_calls):
    assert set(CLOSED) == document_calls
    for method, path in CLOSED:
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.json["code"]) == (401, "token-needed"), path
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Payung"'
        assert answer.content_type == "application/problem+json"


@pytest.fixture
def document_calls(client):
    """Method and address of each operation that the document calls closed."""
    paths = client.get("/api/v1/openapi.json").json["paths"]
    return {
        (method.upper(), filled(path))
        for path, methods in paths.items()
        for method, described in methods.items()
        if {} not in described["security"]
    }


def filled(path):
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path


SCOPED = {
    "certificates:read": ("GET", "/certificates", None),
    "certificates:verify": ("POST", "/certificates/verify", {"certificates": ["0000"]}),
    "certificates:revoke": (
        "POST",
        "/certificates/0000-0000-0000-0000/revocation",
        {"reason": "misconduct"},
    ),
    "rosters:read": ("GET", f"/organisations/{SOMETHING}/members", None),
    "rosters:write": ("GET", f"/organisations/{SOMETHING}/roster/{SOMETHING}", None),
    "evaluation:read": ("GET", f"/evaluation/{SOMETHING}", None),
    "learning:read": ("GET", "/me/enrolments", None),
    "learning:write": ("POST", "/me/enrolments", {"course": "NO-COURSE"}),
}


@pytest.mark.parametrize("scope", SCOPED)
def test_each_scope_opens_its_operation_and_no_other_does(program, make_person, certificate, scope):
    method, path, body = SCOPED[scope]
    own = {"person_id": make_person()} if scope in PERSONAL_SCOPES else {}

    def ask(caller):
        return caller.get(path) if method == "GET" else caller.post(path, body, key="k")

    assert ask(program(scope, **own)).status_code in (200, 404)
    refused = ask(program(*set(SCOPED) - {scope}, **own))
    assert (refused.status_code, refused.json["code"]) == (403, "scope-needed")
    assert f'scope="{scope}"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer payung_" + "0" * 48,
        "Bearer payung_" + "0" * 47,
        "Bearer \udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
        "Bearer " + "x" * 7000,
        "Basic cGF5dW5nOnBheXVuZw==",
        "payung",
    ],
)
def test_token_that_does_not_count_is_refused_alike_also_where_none_is_needed(
    client, certificate, header
):
    path = f"/api/v1/certificates/{certificate.number}"
    assert client.get(path).status_code == 200
    answer = client.get(path, headers={"Authorization": header})
    assert (answer.status_code, answer.json["code"]) == (401, "token-refused")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_token_in_the_address_or_a_form_is_not_looked_at(client, make_token):
    token = make_token()
    for query in (f"access_token={token}", f"token={token}"):
        assert client.get(f"/api/v1/token?{query}").status_code == 401
    assert client.post("/api/v1/token", data={"access_token": token}).status_code == 405
    good = client.get("/api/v1/token", headers={"Authorization": f"bearer {token}"})
    assert good.status_code == 200


def test_expired_and_revoked_tokens_are_refused(app, program, make_token, store, read):
    old = make_token(days=1, now=utc_now() - timedelta(days=1, seconds=1))
    fresh = make_token(days=1, now=utc_now() - timedelta(hours=23))
    assert Program(app.test_client(), old).get("/token").status_code == 401
    caller = Program(app.test_client(), fresh)
    assert caller.get("/token").status_code == 200
    store(service.revoke_by_prefix, fresh[:15], now=utc_now())
    assert caller.get("/token").status_code == 401


def test_persons_token_can_never_do_more_than_the_person(
    program, make_person, certificate, store, read
):
    person_id = make_person(roles=["administrator"])
    other = make_person(roles=["administrator"])
    caller = program(person_id=person_id)
    assert set(caller.get("/token").json["scopes"]) == {
        "certificates:read",
        "certificates:verify",
        "certificates:revoke",
        "rosters:read",
        "rosters:write",
        "learning:read",
        "learning:write",
    }
    (grant,) = read(open_grants, person_id)
    store(end_role, grant.id, ended_by=other, now=utc_now())
    assert caller.get("/token").json["scopes"] == ["learning:read", "learning:write"]
    assert caller.get("/certificates").status_code == 403


def test_token_of_a_suspended_person_opens_nothing(program, make_person, store):
    person_id, other = make_person(roles=["evaluator"]), make_person()
    caller = program("certificates:verify", person_id=person_id)
    assert caller.get("/token").status_code == 200
    store(suspend_person, person_id, suspended_by=other, now=utc_now())
    assert caller.get("/token").status_code == 401


def test_cookie_opens_nothing_here_and_a_token_no_page(app, make_person, sign_in, program):
    person_id = make_person(roles=["administrator"])
    browser = sign_in(person_id)
    assert browser.get("/account").status_code == 200
    assert browser.get("/api/v1/certificates").status_code == 401
    caller = program(person_id=person_id)
    page = caller.client.get("/account", headers=caller.headers(Accept="text/html"))
    assert page.status_code == 303
    for path in ("/certificates", "/token", "/openapi.json"):
        headers = caller.get(path).headers
        assert "Set-Cookie" not in headers
        assert "Cookie" not in headers.get("Vary", "")


def test_use_is_marked_with_the_day_only(program, make_person, read):
    person_id = make_person(roles=["administrator"])
    caller = program(person_id=person_id)
    assert read(list_personal_tokens, person_id)[0].last_used_on is None
    caller.get("/certificates")
    assert read(list_personal_tokens, person_id)[0].last_used_on == utc_now().date()
