"""A passkey is made, used instead of the password, and removed, in a browser."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.accounts.sessions.models import SignInSession
from lms.kernel.clock import utc_now
from tests.browser.navigation import follow

PASSWORD = "kuda lumping hijau"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def origin(site):
    """Passkeys belong to a name, so the site is called by one."""
    return f"http://localhost:{urlsplit(site.origin).port}"


@pytest.fixture
def authenticator(page):
    """The screen lock of an imagined phone."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    added = client.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def set_verified(is_verified):
        facts = {"authenticatorId": added["authenticatorId"], "isUserVerified": is_verified}
        client.send("WebAuthn.setUserVerified", facts)

    return set_verified


def sign_up(page, origin, contact):
    page.goto(f"{origin}/sign-up")
    page.locator("[name=name]").fill("Ratna Dewi")
    page.locator("[name=contact]").fill(contact)
    page.locator("[name=audience][value=teacher]").check()
    page.locator("[name=province]").select_option("53")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=consent_learning]").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/home")


def add_passkey(page, origin, name):
    page.goto(f"{origin}/account/passkeys")
    page.locator("[data-passkey-add] [name=name]").fill(name)
    page.locator("[data-passkey-add] button").click()
    page.locator("li.card", has_text=name).wait_for()


def test_passkey_is_made_used_and_removed(page, origin, authenticator):
    sign_up(page, origin, "passkey@contoh.id")
    add_passkey(page, origin, "Ponsel Ratna")
    page.context.clear_cookies()
    page.goto(f"{origin}/sign-in?next=/account/passkeys")
    page.locator("[data-passkey-sign-in] button").click()
    page.wait_for_url("**/account/passkeys")
    page.locator("li.card summary").click()
    follow(page.locator("li.card form button"))
    assert page.locator("li.card").count() == 0


def test_passkey_proves_again_who_is_at_the_keys(page, origin, site, authenticator):
    address = "proof@contoh.id"
    sign_up(page, origin, address)
    add_passkey(page, origin, "Ponsel Ratna")
    ago = utc_now() - timedelta(hours=1)
    with site.writing() as session:
        person = select(Person.id).where(Person.email == address).scalar_subquery()
        own = update(SignInSession).where(SignInSession.person_id == person)
        session.execute(own.values(begun_at=ago, proved_at=ago))
    page.goto(f"{origin}/account/passkeys")
    assert page.locator("li.card details").count() == 0
    page.locator("main a.btn.main").click()
    page.locator("[data-passkey-sign-in] button").click()
    page.wait_for_url(f"{origin}/account/passkeys")
    assert page.locator("li.card details").count() == 1


def test_passkey_without_the_screen_lock_signs_nobody_in(page, origin, authenticator):
    sign_up(page, origin, "unverified@contoh.id")
    add_passkey(page, origin, "Ponsel Ratna")
    page.context.clear_cookies()
    authenticator(False)
    page.goto(f"{origin}/sign-in")
    page.locator("[data-passkey-sign-in] button").click()
    page.locator("[data-passkey-problem]").wait_for()
    assert page.url == f"{origin}/sign-in"


def test_answer_to_an_older_challenge_is_refused(page, origin, authenticator):
    sign_up(page, origin, "replay@contoh.id")
    add_passkey(page, origin, "Ponsel Ratna")
    page.context.clear_cookies()
    page.goto(f"{origin}/sign-in")
    with page.expect_request("**/sign-in/passkey") as sent:
        page.locator("[data-passkey-sign-in] button").click()
    answer = sent.value.post_data_json["answer"]
    page.wait_for_url("**/home")
    page.context.clear_cookies()
    page.goto(f"{origin}/sign-in")
    token = page.locator("[data-passkey-sign-in] [name=csrf_token]").input_value()
    page.request.post(f"{origin}/sign-in/passkey/options", headers={"X-CSRFToken": token})
    replay = page.request.post(
        f"{origin}/sign-in/passkey", form={"answer": answer, "csrf_token": token}
    )
    assert replay.status == 422
    page.goto(f"{origin}/account")
    assert "/sign-in" in page.url


def test_site_called_by_a_number_says_why_it_makes_no_passkeys(page, site):
    sign_up(page, site.origin, "number@contoh.id")
    page.goto(f"{site.origin}/account/passkeys")
    assert page.locator("[data-passkey-add]").count() == 0
    assert "localhost" in page.locator("main").inner_text()
