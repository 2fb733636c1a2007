"""Administrators connect platforms; others do not."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.accounts.lti.models import LtiKey
from lms.accounts.lti.queries import deployment_ids, platforms
from lms.kernel.audit import AuditEvent

ENTRY = {
    "name": "Sekolah Contoh",
    "issuer": "https://moodle.example",
    "client_id": "abc",
    "authorization_url": "https://moodle.example/mod/lti/auth.php",
    "token_url": "https://moodle.example/mod/lti/token.php",
    "key_set_url": "https://moodle.example/mod/lti/certs.php",
    "deployment_ids": "1\n 2 \n\n",
    "frame_origins": "https://moodle.example/\nhttps://Belajar.example:8443",
}


def test_administrator_connects_a_platform(administrator, new_session):
    response = administrator.post("/admin/platforms/new", data=ENTRY)
    assert (response.status_code, response.location) == (303, "/admin/platforms/")
    with new_session() as session:
        (platform,) = platforms(session)
        assert deployment_ids(session, platform.id) == ["1", "2"]
        assert platform.frame_origins == "https://moodle.example https://belajar.example:8443"
        assert len(session.scalars(select(LtiKey)).all()) == 1
        assert "lti.platform-added" in session.scalars(select(AuditEvent.action)).all()
    page = administrator.get("/admin/platforms/").text
    assert "Sekolah Contoh" in page
    for path in ("/lti/login", "/lti/launch", "/lti/jwks.json"):
        assert re.search(rf"<dd class=\"break\">http://127.0.0.1:\d+{path}</dd>", page)


def test_stored_values_are_shown_changed_and_stopped(administrator, new_session):
    administrator.post("/admin/platforms/new", data=ENTRY)
    with new_session() as session:
        address = f"/admin/platforms/{platforms(session)[0].id}"
    page = administrator.get(address).text
    assert 'value="https://moodle.example/mod/lti/certs.php"' in page
    assert "1\n2</textarea>" in page
    changed = ENTRY | {"deployment_ids": "2\n3", "name": "Sekolah Lain"}
    assert administrator.post(address, data=changed).status_code == 303
    assert administrator.post(f"{address}/stop").status_code == 303
    with new_session() as session:
        (platform,) = platforms(session)
        assert (platform.name, platform.active) == ("Sekolah Lain", False)
        assert deployment_ids(session, platform.id) == ["2", "3"]
    assert administrator.post(f"{address}/start").status_code == 303
    with new_session() as session:
        assert platforms(session)[0].active


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("issuer", "x" * 256),
        ("issuer", "moodle.example"),
        ("issuer", "http://moodle.example"),
        ("client_id", " "),
        ("key_set_url", "http://moodle.example/keys"),
        ("key_set_url", "javascript:alert(1)"),
        ("token_url", "https://user:secret@moodle.example/"),
        ("authorization_url", "https://"),
        ("frame_origins", "https://moodle.example/course"),
        ("frame_origins", "*"),
        ("frame_origins", "https://*.example"),
        ("frame_origins", "https://moodle.example; script-src *"),
        ("frame_origins", "'self'"),
        ("frame_origins", ""),
        ("deployment_ids", ""),
    ],
)
def test_entry_that_is_rejected(field, value, administrator, new_session):
    response = administrator.post("/admin/platforms/new", data=ENTRY | {field: value})
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    with new_session() as session:
        assert platforms(session) == []


def test_local_trial_connects_a_platform_on_loopback(administrator, new_session):
    local = {
        name: value.replace("https://moodle.example", "http://localhost:8080")
        for name, value in ENTRY.items()
    }
    assert administrator.post("/admin/platforms/new", data=local).status_code == 303


def test_another_client_id_begins_with_what_both_share(administrator, new_session):
    administrator.post("/admin/platforms/new", data=ENTRY)
    with new_session() as session:
        (platform,) = platforms(session)
    link = f"/admin/platforms/new?like={platform.id}"
    assert link in administrator.get(f"/admin/platforms/{platform.id}").text
    page = administrator.get(link).text
    for shared in ("https://moodle.example", "https://moodle.example/mod/lti/auth.php"):
        assert f'value="{shared}"' in page
    assert "1\n2</textarea>" in page
    for own in ("abc", ENTRY["token_url"], ENTRY["key_set_url"]):
        assert f'value="{own}"' not in page
    assert administrator.get(f"/admin/platforms/new?like={uuid4()}").status_code == 404
    assert administrator.get("/admin/platforms/new?like=x").status_code == 200
    own = {"client_id": "def", "key_set_url": "https://moodle.example/other"}
    assert administrator.post(link, data=ENTRY | own).status_code == 303
    with new_session() as session:
        assert [row.client_id for row in platforms(session)] == ["abc", "def"]


def test_same_platform_twice(administrator):
    administrator.post("/admin/platforms/new", data=ENTRY)
    response = administrator.post("/admin/platforms/new", data=ENTRY)
    assert response.status_code == 422
    assert "entered already" in response.text


def test_learner_sees_nothing(make_person, sign_in):
    client = sign_in(make_person())
    for path in ("/admin/platforms/", "/admin/platforms/new"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("key_set_url", "jwks.json"),
        ("authorization_url", "login"),
        ("token_url", ""),
        ("issuer", ""),
    ],
)
def test_address_of_payung_is_no_address_of_a_platform(
    field, path, app, administrator, new_session
):
    own = f"{app.extensions['settings'].origin}/lti/{path}"
    response = administrator.post("/admin/platforms/new", data=ENTRY | {field: own})
    assert response.status_code == 422
    assert "This is an address of Payung." in response.text
    with new_session() as session:
        assert platforms(session) == []


def test_entries_of_one_platform_are_told_apart(administrator):
    for client_id in ("abc", "xyz"):
        administrator.post("/admin/platforms/new", data=ENTRY | {"client_id": client_id})
    page = administrator.get("/admin/platforms/").text
    assert re.findall(r">Client id: (\w+)</p>", page) == ["abc", "xyz"]
