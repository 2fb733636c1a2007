"""Administrators enter sign-in providers; others do not."""

import pytest
from sqlalchemy import select

from lms.accounts.oidc.models import OidcProvider as ProviderRow
from lms.accounts.oidc.queries import client_secret, providers
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import new_id
from tests.oidc_provider import SETTINGS, OidcProvider, as_json

INDEX = "/admin/sign-in-providers/"
NEW_ID = "0190f1a2-0000-7000-8000-000000000001"
NEW = f"{INDEX}new/{NEW_ID}"


@pytest.fixture
def entry(server, app):
    from lms.web.oidc.documents import EXTENSION

    server.reset()
    app.extensions.pop(EXTENSION, None)
    return {
        "name": "Google (belajar.id)",
        "issuer": server.issuer,
        "client_id": "client-1",
        "client_secret": "s3cret",
        "domains": "Guru.SD.belajar.id\n *.sch.id \n\n",
    }


@pytest.fixture
def administrator(make_person, sign_in):
    client = sign_in(make_person(roles=["administrator"], language="en"))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def stored(new_session):
    with new_session() as session:
        return providers(session)


def test_administrator_adds_a_provider(administrator, entry, new_session):
    response = administrator.post(NEW, data=entry)
    assert (response.status_code, response.location) == (303, INDEX)
    (provider,) = stored(new_session)
    assert provider.domains == ("guru.sd.belajar.id", "*.sch.id")
    with new_session() as session:
        assert client_secret(session, provider.id) == "s3cret"
        row = session.scalars(select(ProviderRow)).one()
        assert b"s3cret" not in row.sealed_secret
        assert "oidc.provider-added" in session.scalars(select(AuditEvent.action)).all()
    page = administrator.get(INDEX).text
    assert "Google (belajar.id)" in page
    assert f"/sign-in/callback/{NEW_ID}</dd>" in page
    assert str(provider.id) == NEW_ID


def test_stored_values_are_shown_changed_and_stopped(administrator, entry, new_session):
    administrator.post(NEW, data=entry)
    (provider,) = stored(new_session)
    address = f"{INDEX}{provider.id}"
    response = administrator.get(address)
    assert "guru.sd.belajar.id\n*.sch.id</textarea>" in response.text
    assert "s3cret" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    changed = entry | {"name": "Akun belajar.id", "client_secret": "", "domains": ""}
    assert administrator.post(address, data=changed).status_code == 303
    (provider,) = stored(new_session)
    assert (provider.name, provider.domains) == ("Akun belajar.id", ())
    with new_session() as session:
        assert client_secret(session, provider.id) == "s3cret"
    administrator.post(address, data=entry | {"client_secret": "another"})
    with new_session() as session:
        assert client_secret(session, provider.id) == "another"
    assert administrator.post(f"{address}/stop").status_code == 303
    assert not stored(new_session)[0].active
    assert administrator.post(f"{address}/start").status_code == 303
    assert stored(new_session)[0].active
    with new_session() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    for action in ("changed", "stopped", "started"):
        assert f"oidc.provider-{action}" in actions


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("issuer", ""),
        ("issuer", "javascript:alert(1)"),
        ("issuer", "http://provider.example"),
        ("issuer", "https://user:secret@provider.example"),
        ("issuer", "https://192.168.0.1"),
        ("client_id", " "),
        ("client_secret", ""),
        ("client_secret", "x" * 501),
        ("domains", "guru sd.belajar.id"),
        ("domains", "@belajar.id"),
        ("domains", "*"),
        ("domains", "a.*.id"),
        ("domains", "https://belajar.id"),
    ],
)
def test_entry_that_is_rejected(field, value, administrator, entry, new_session):
    response = administrator.post(NEW, data=entry | {field: value})
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert stored(new_session) == []


@pytest.mark.parametrize(
    "changes",
    [{"issuer": "https://other.example"}, {"token_endpoint": None}, {"jwks_uri": "x"}],
)
def test_settings_of_the_provider_are_read_first(
    changes, administrator, entry, server, new_session
):
    server.settings = changes
    response = administrator.post(NEW, data=entry)
    assert response.status_code == 422
    assert "The settings of this provider could not be read" in response.text
    assert stored(new_session) == []


def test_all_tenants_need_a_list(administrator, entry, server, new_session):
    server.settings = {"issuer": f"{server.origin}/{{tenantid}}/v2.0"}
    server.answers[f"/common/v2.0{SETTINGS}"] = lambda _request: as_json(server.metadata())
    shared = entry | {"issuer": f"{server.origin}/common/v2.0", "domains": ""}
    response = administrator.post(NEW, data=shared)
    assert response.status_code == 422
    assert 'href="#domains"' in response.text
    tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
    assert administrator.post(NEW, data=shared | {"domains": tenant}).status_code == 303


def test_same_provider_twice(administrator, entry, new_session):
    for provider_id in (NEW_ID, NEW_ID, str(new_id())):
        response = administrator.post(f"{INDEX}new/{provider_id}", data=entry)
    assert response.status_code == 422
    assert "entered already" in response.text
    assert len(stored(new_session)) == 1


def test_missing_secret_shows_with_the_other_errors(administrator, entry, new_session):
    response = administrator.post(NEW, data=entry | {"name": "", "client_secret": ""})
    assert response.status_code == 422
    assert "Copy the client secret from the provider." in response.text
    assert stored(new_session) == []


def test_stored_secret_is_not_sent_to_another_issuer(administrator, entry, new_session):
    """Otherwise an administrator could read it, by an issuer of their own."""
    administrator.post(NEW, data=entry)
    (provider,) = stored(new_session)
    other = OidcProvider(host="localhost")
    changed = entry | {"issuer": other.issuer, "client_secret": ""}
    response = administrator.post(f"{INDEX}{provider.id}", data=changed)
    assert (response.status_code, stored(new_session)) == (422, [provider])
    assert "Copy the client secret from the provider." in response.text
    changed["client_secret"] = "of the other"
    assert administrator.post(f"{INDEX}{provider.id}", data=changed).status_code == 303
    other.stop()
    assert stored(new_session)[0].issuer == other.issuer


@pytest.mark.parametrize("roles", [[], ["evaluator"], None])
def test_others_see_and_change_nothing(roles, app, make_person, sign_in, provider, new_session):
    client = app.test_client() if roles is None else sign_in(make_person(roles=roles))
    paths = ("", f"new/{NEW_ID}", str(provider.id))
    for path in paths:
        response = client.get(f"{INDEX}{path}")
        assert response.status_code == (303 if roles is None else 403), path
    for path in (f"new/{NEW_ID}", str(provider.id), f"{provider.id}/stop"):
        response = client.post(f"{INDEX}{path}")
        assert response.status_code == (401 if roles is None else 403), path
    assert stored(new_session)[0].active
