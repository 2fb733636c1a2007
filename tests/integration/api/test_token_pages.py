"""Pages on which tokens are made, shown once, listed and revoked."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.api_tokens.models import ApiToken
from lms.accounts.api_tokens.queries import list_personal_tokens, list_service_tokens
from lms.accounts.api_tokens.service import MAX_PERSONAL_TOKENS
from lms.accounts.sessions.models import SignInSession
from lms.kernel.audit import AuditEvent
from tests.integration.api.conftest import Program

WANTED = {"name": "Skrip laporan", "scopes": ["certificates:verify"], "days": "90"}
TOKEN = re.compile("payung_[0-9a-f]{48}")
PAGES = ("/account/tokens", "/admin/tokens")


@pytest.fixture
def browser(administrator):
    return administrator


def make(browser, page, **changes):
    return browser.post(page, data=WANTED | changes)


@pytest.mark.parametrize("page", PAGES)
def test_token_is_shown_once_and_works(app, browser, certificate, page):
    assert make(browser, page).status_code == 303
    shown = browser.get(page)
    (token,) = TOKEN.findall(shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    assert TOKEN.findall(browser.get(page).text) == []
    facts = Program(app.test_client(), token).get("/token").json
    assert facts["scopes"] == ["certificates:verify"]
    assert facts["is_service"] == (page == "/admin/tokens")


def test_database_keeps_no_token(browser, read):
    make(browser, "/account/tokens")
    (token,) = TOKEN.findall(browser.get("/account/tokens").text)
    (row,) = read(lambda session: session.execute(select(ApiToken.__table__)).all())
    assert token[:15] in row
    assert token[15:] not in str(row)


def test_revoked_token_opens_nothing(app, browser, administrator_id, read):
    make(browser, "/account/tokens")
    (token,) = TOKEN.findall(browser.get("/account/tokens").text)
    caller = Program(app.test_client(), token)
    assert caller.get("/token").status_code == 200
    (row,) = read(list_personal_tokens, administrator_id)
    assert browser.post(f"/account/tokens/{row.id}/revoke").status_code == 303
    assert caller.get("/token").status_code == 401


@pytest.mark.parametrize("page", PAGES)
def test_form_that_does_not_fit_is_shown_again(browser, page, read):
    for changes in (
        {"name": ""},
        {"name": "x" * 61},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": "9999"},
        {"days": ""},
    ):
        assert make(browser, page, **changes).status_code == 422, changes
    assert read(list_service_tokens) == ()


def test_nobody_gives_a_token_more_than_they_may_do(sign_in, make_person, read):
    evaluator = make_person(roles=["evaluator"])
    browser = sign_in(evaluator)
    refused = make(
        browser, "/account/tokens", scopes=["certificates:verify", "certificates:revoke"]
    )
    assert refused.status_code == 422
    assert read(list_personal_tokens, evaluator) == ()
    assert make(browser, "/account/tokens").status_code == 303


def test_learner_makes_tokens_for_their_own_learning_only(sign_in, make_person, read):
    learner = make_person()
    browser = sign_in(learner)
    assert browser.get("/account/tokens").status_code == 200
    assert make(browser, "/account/tokens").status_code == 422
    assert read(list_personal_tokens, learner) == ()
    assert make(browser, "/account/tokens", scopes=["learning:read"]).status_code == 303
    (row,) = read(list_personal_tokens, learner)
    assert row.scopes == ["learning:read"]


def test_service_gets_no_scope_of_own_learning(browser, read):
    assert "learning:read" in browser.get("/account/tokens").text
    assert "learning:read" not in browser.get("/admin/tokens").text
    assert make(browser, "/admin/tokens", scopes=["learning:read"]).status_code == 422
    assert read(list_service_tokens) == ()


def test_tokens_of_services_are_for_administrators(sign_in, make_person, browser, read):
    make(browser, "/admin/tokens")
    (row,) = read(list_service_tokens)
    other = sign_in(make_person(roles=["coordinator"]))
    assert other.get("/admin/tokens").status_code == 403
    assert make(other, "/admin/tokens").status_code == 403
    assert other.post(f"/admin/tokens/{row.id}/revoke").status_code == 403
    assert browser.post(f"/admin/tokens/{row.id}/revoke").status_code == 303


def test_token_of_another_is_not_found(sign_in, make_person, browser, administrator_id, read):
    make(browser, "/account/tokens")
    (row,) = read(list_personal_tokens, administrator_id)
    other = sign_in(make_person(roles=["administrator"]))
    assert other.post(f"/account/tokens/{row.id}/revoke").status_code == 404
    assert other.post(f"/admin/tokens/{row.id}/revoke").status_code == 404
    assert browser.post(f"/account/tokens/{row.id}/revoke").status_code == 303


def test_borrowed_phone_makes_no_token(browser, administrator_id, store, read):
    def prove_long_ago(session):
        for row in session.query(SignInSession).filter_by(person_id=administrator_id):
            row.proved_at -= timedelta(minutes=11)
            row.begun_at -= timedelta(minutes=11)

    store(prove_long_ago)
    for page in PAGES:
        answer = make(browser, page)
        assert answer.status_code == 303
        assert answer.location.startswith("/account/confirm")
    assert read(list_personal_tokens, administrator_id) == ()


def test_a_person_has_so_many_tokens_at_most(browser, administrator_id, make_token):
    for _ in range(MAX_PERSONAL_TOKENS):
        make_token(person_id=administrator_id)
    refused = make(browser, "/account/tokens")
    assert refused.status_code == 422
    assert "Sudah ada 20 token yang dipakai." in refused.text
    assert make(browser, "/admin/tokens").status_code == 303


def test_signing_out_everywhere_ends_ones_own_tokens_only(
    app, browser, make_token, administrator_id
):
    own = Program(app.test_client(), make_token(person_id=administrator_id))
    service = Program(app.test_client(), make_token())
    assert own.get("/token").status_code == 200
    assert browser.post("/account/sign-out-everywhere").status_code == 303
    assert own.get("/token").status_code == 401
    assert service.get("/token").status_code == 200


def test_audit_names_token_and_scopes(browser, administrator_id, read):
    make(browser, "/admin/tokens")
    (row,) = read(list_service_tokens)
    browser.post(f"/admin/tokens/{row.id}/revoke")
    events = read(
        lambda session: [
            (event.action, event.actor_id)
            for event in session.query(AuditEvent).filter_by(subject_id=row.id)
        ]
    )
    assert sorted(events) == [
        ("token.created", administrator_id),
        ("token.revoked", administrator_id),
    ]
