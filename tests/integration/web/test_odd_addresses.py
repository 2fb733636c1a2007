"""Addresses that nobody is given by us: an answer, never a fault."""

import pytest
from sqlalchemy import func, select

from lms.accounts.sign_in.models import SignInAttempt
from lms.app import create_app

ADDRESSES = [
    "/courses/%00",
    "/courses/POESA-EL%00/lessons/M01-L1",
    "/courses/POESA-EL/kits/%00",
    "/courses/POESA-EL/glossary?x=%00",
    "/courses/POESA-EL/assessments/%00",
    "/certificates/%00",
    "/v/%00",
    "/verify?number=%00",
    "/link/%00",
    "/admin/first/%00",
    "/admin/people?q=%00",
    "/admin/people?q=a%00b",
    "/sign-in?next=/%00",
    "/language/id?next=/%00",
    "/static/%00",
    "/blocks/%00/x",
    "/blocks/resources/%00/%00",
    "/courses/%ED%A0%80",
    "/admin/people?q=%ED%A0%80",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_odd_address_is_answered(address, administrator):
    assert administrator.get(address).status_code < 500


@pytest.mark.parametrize("address", ["/sign-in", "/reset", "/verify/numbers", "/join"])
def test_head_of_a_form_is_answered_like_get(address, client):
    head = client.head(address)
    assert (head.status_code, head.data) == (client.get(address).status_code, b"")


def test_head_of_a_form_counts_no_attempt(client, new_session):
    client.head("/join")
    with new_session() as session:
        assert session.scalar(select(func.count(SignInAttempt.id))) == 0


PASSED_ON = {"X-Forwarded-For": "192.0.2.7"}
WATCHED = ("/healthz", "/readyz")


def test_a_local_trial_does_not_answer_what_a_proxy_passed_on(client):
    client.set_cookie("language", "en")
    for address in ("/", "/sign-up", "/static/payung.css", "/api/v1/courses", "/nowhere"):
        refused = client.get(address, headers=PASSED_ON)
        assert (address, refused.status_code) == (address, 403)
        assert "PAYUNG_PUBLIC_URL" in refused.text
        assert "PAYUNG_TRUSTED_PROXIES" in refused.text
    assert [client.get(path, headers=PASSED_ON).status_code for path in WATCHED] == [200, 200]
    assert client.get("/sign-up").status_code == 200


def test_a_proxy_before_a_public_address_passes_on(settings):
    """With proxies that are trusted, as settings demand a public address for them."""
    public = {"public_url": "https://payung.example", "trusted_proxies": 1}
    known = create_app(settings.model_copy(update=public), TESTING=True).test_client()
    for address in ("/healthz", "/sign-in"):
        answer = known.get(address, base_url=public["public_url"], headers=PASSED_ON)
        assert (address, answer.status_code) == (address, 200)
