"""Owners link accounts elsewhere to their own and remove them; nobody else can."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.accounts.lti.models import LtiAccount
from lms.accounts.lti.platforms import PlatformDetails, add_platform, switch_platform
from lms.accounts.merging.service import request_merge
from lms.accounts.models import Person
from lms.accounts.oidc.models import OidcAccount, OidcState
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sign_in import service as sign_in_service
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.tokens import new_token
from lms.workflows.accounts.merge_accounts import merge_accounts
from tests.factories import session_cookie
from tests.integration.oidc.test_refusals import refused

PAGE = "/account/sign-in-with"
ERASE = {"sure": "y"}


@pytest.fixture
def person_id(make_person):
    return make_person(language="en", password_hash="x")


@pytest.fixture
def owner(new_browser, sign_in, person_id):
    """Somebody who has an account here and is signed in."""
    return new_browser(sign_in(person_id))


@pytest.fixture
def long_ago(new_session):
    """Lets the proof of all sessions be too old."""

    def age():
        with new_session() as session, session.begin():
            earlier = utc_now() - timedelta(minutes=11)
            session.execute(update(SignInSession).values(begun_at=earlier, proved_at=earlier))

    return age


def accounts_of(new_session):
    with new_session() as session:
        return session.scalars(select(OidcAccount)).all()


def use_new_link(new_session, person_id):
    """Choose a new password by a link."""
    token, now = new_token(), utc_now()
    with new_session() as session, session.begin():
        sign_in_service.make_link(
            session, person_id=person_id, purpose="reset", token=token, made_by=None, now=now
        )
        sign_in_service.use_link(session, token=token, password_hash="x", now=now)


def actions(new_session):
    with new_session() as session:
        return session.scalars(select(AuditEvent.action)).all()


def test_owner_links_signs_in_and_removes(owner, new_browser, person_id, new_session):
    assert "Link an account of Google (belajar.id)" in owner.get(PAGE).text
    assert owner.link().location == PAGE
    (account,) = accounts_of(new_session)
    assert (account.person_id, account.subject) == (person_id, "user-7")
    assert "person.oidc-account-linked" in actions(new_session)
    other = new_browser()
    assert other.sign_in().location == "/home"
    assert "Accounts elsewhere" in other.get("/account").text
    assert "With an account elsewhere." in owner.get("/account/devices").text
    data = owner.get("/account/data.json").json
    assert data["oidc_account"][0]["subject"] == "user-7"
    response = owner.post(f"{PAGE}/accounts/{account.id}/remove")
    assert response.location == PAGE
    assert accounts_of(new_session) == []
    assert "person.oidc-account-unlinked" in actions(new_session)
    assert new_browser().sign_in().location == "/sign-in/first-page"


def test_linking_twice_changes_nothing(owner, new_session):
    owner.link()
    assert owner.link().location == PAGE
    assert len(accounts_of(new_session)) == 1


def test_linking_begins_with_a_form_of_this_site(owner, app):
    assert owner.get(f"{PAGE}/{owner.provider.id}").status_code == 405
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert owner.post(f"{PAGE}/{owner.provider.id}").status_code == 400
        assert owner.post(f"/sign-in/with/{owner.provider.id}").status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_linking_and_removing_need_recent_proof(owner, new_session, long_ago):
    owner.link()
    (account,) = accounts_of(new_session)
    long_ago()
    for path in (f"{PAGE}/{owner.provider.id}", f"{PAGE}/accounts/{account.id}/remove"):
        assert owner.post(path).location == f"/account/confirm?next={PAGE}"
    assert len(accounts_of(new_session)) == 1
    page = owner.get(PAGE).text
    assert "Confirm that it is you" in page
    assert "Link an account of" not in page


def test_way_back_to_another_person(owner, make_person, sign_in, new_browser, new_session):
    """An attacker's started linking does not end in the session of the victim."""
    attacker = new_browser(sign_in(make_person(contact="lain@contoh.id")))
    address = attacker.start(f"{PAGE}/{owner.provider.id}")
    parameters = attacker.provider.authorise(address)
    refused(owner.get(owner.provider.way_back(parameters)), "oidc-cookie-missing")
    assert accounts_of(new_session) == []


@pytest.mark.parametrize("is_signed_out", [True, False])
def test_other_session_in_the_same_browser(is_signed_out, owner, make_person, new_session):
    parameters = owner.provider.authorise(owner.start(f"{PAGE}/{owner.provider.id}"))
    owner.post("/sign-out")
    if not is_signed_out:
        other = make_person(contact="lain@contoh.id", language="en")
        with new_session() as session, session.begin():
            cookie = session_cookie(session, other)
        with owner.client.session_transaction() as stored:
            stored.update(cookie)
    refused(owner.get(owner.provider.way_back(parameters)), "oidc-other-person")
    assert accounts_of(new_session) == []


def test_account_of_another_person(owner, new_browser, new_session):
    new_browser().first_sign_in()
    refused(owner.link(), "oidc-account-of-another")
    assert len(accounts_of(new_session)) == 1


def test_account_of_another_domain_is_not_linked(owner, new_session):
    owner.provider.domain = "evil.example"
    refused(owner.link(), "oidc-domain-not-allowed")
    assert accounts_of(new_session) == []


def test_person_with_a_role_links_nothing(new_browser, make_person, sign_in, new_session):
    staff = new_browser(sign_in(make_person(roles=["administrator"], language="en")))
    assert "Link an account of" not in staff.get(PAGE).text
    refused(staff.post(f"{PAGE}/{staff.provider.id}"), "oidc-person-has-role")


def test_account_of_somebody_else_is_not_removed(owner, new_browser, new_session):
    new_browser().first_sign_in()
    (account,) = accounts_of(new_session)
    assert owner.post(f"{PAGE}/accounts/{account.id}/remove").status_code == 404
    assert len(accounts_of(new_session)) == 1


def test_last_way_in_stays(browser, new_session):
    browser.first_sign_in()
    (account,) = accounts_of(new_session)
    response = browser.post(f"{PAGE}/accounts/{account.id}/remove")
    assert response.status_code == 409
    assert "Without it you could not sign in any more." in response.text
    assert len(accounts_of(new_session)) == 1


def test_account_in_a_stopped_platform_is_no_way_in(browser, new_session):
    browser.first_sign_in()
    (account,) = accounts_of(new_session)
    details = PlatformDetails(
        name="Sekolah Contoh",
        issuer="https://moodle.example",
        client_id="client-1",
        authorization_url="https://moodle.example/auth",
        token_url="https://moodle.example/token",
        key_set_url="https://moodle.example/keys",
        frame_origins=("https://moodle.example",),
        deployment_ids=("1",),
    )
    with new_session() as session, session.begin():
        platform_id = add_platform(session, details, added_by=None, now=utc_now(), active=False)
        session.add(
            LtiAccount(
                issuer=details.issuer,
                subject="user-7",
                person_id=account.person_id,
                created_at=utc_now(),
            )
        )
    assert browser.post(f"{PAGE}/accounts/{account.id}/remove").status_code == 409
    with new_session() as session, session.begin():
        switch_platform(session, platform_id, active=True, changed_by=None, now=utc_now())
    assert browser.post(f"{PAGE}/accounts/{account.id}/remove").status_code == 303


def test_frames_offer_no_provider(browser):
    """Providers do not show in frames, and the cookie of the state would not come back there."""
    browser.first_sign_in()
    frame = {"Sec-Fetch-Dest": "iframe"}
    assert "Sign in with Google" not in browser.client.get("/sign-in", headers=frame).text
    assert "Link an account of" not in browser.client.get(PAGE, headers=frame).text


def test_strangers_are_asked_to_sign_in(browser, new_session):
    assert browser.get(PAGE).location.startswith("/sign-in?")
    assert browser.post(f"{PAGE}/{browser.provider.id}").status_code == 401


def test_account_pages_need_no_contact(browser, long_ago):
    browser.first_sign_in()
    for path in ("", "/data", "/data.json", "/contact", "/password", "/profile", "/devices"):
        assert browser.get(f"/account{path}").status_code == 200, path
    long_ago()
    response = browser.post("/account/confirm", {"present": "guessed"})
    assert "Sign out, sign in with it again" in response.text


def test_erasure_removes_accounts_and_started_linking(browser, new_session):
    browser.first_sign_in()
    browser.start(f"{PAGE}/{browser.provider.id}")
    assert browser.post("/account/erase", ERASE).location == "/erased"
    assert accounts_of(new_session) == []
    with new_session() as session:
        assert session.scalars(select(OidcState)).all() == []
    assert browser.sign_in().location == "/sign-in/first-page"


def test_merged_account_opens_the_remaining_one(browser, course, make_person, new_session):
    browser.first_sign_in()
    remaining = make_person()
    with new_session() as session, session.begin():
        other = session.scalars(select(OidcAccount.person_id)).one()
        merge_id = request_merge(session, remaining, other_id=other, now=utc_now())
        merge_accounts(session, merge_id, person_id=remaining, now=utc_now())
    assert browser.sign_in().location == "/home"
    (account,) = accounts_of(new_session)
    assert account.person_id == remaining


def test_new_password_by_a_link_removes_what_was_added_later(
    owner, new_browser, person_id, new_session
):
    """Whoever had the account before keeps no way in; the account that made a person stays."""
    new_browser().first_sign_in()
    owner.provider.subject = "user-8"
    owner.link()
    with new_session() as session:
        people = session.scalars(select(Person.id).order_by(Person.created_at)).all()
    for person in people:
        use_new_link(new_session, person)
    assert [account.subject for account in accounts_of(new_session)] == ["user-7"]


def test_new_password_by_a_link_removes_what_was_merged_in(browser, make_person, new_session):
    """Whoever merged an older account of theirs into this one keeps no way in by it."""
    browser.first_sign_in()
    remaining = make_person()
    with new_session() as session, session.begin():
        other = session.scalars(select(OidcAccount.person_id)).one()
        merge_id = request_merge(session, remaining, other_id=other, now=utc_now())
        merge_accounts(session, merge_id, person_id=remaining, now=utc_now())
    use_new_link(new_session, remaining)
    assert accounts_of(new_session) == []


def test_password_without_a_contact_is_no_way_in(browser, new_session):
    """A person without a contact has nothing to enter beside the password."""
    browser.first_sign_in()
    (account,) = accounts_of(new_session)
    use_new_link(new_session, account.person_id)
    assert browser.sign_in().location.endswith("/home")
    assert browser.post(f"{PAGE}/accounts/{account.id}/remove").status_code == 409
    assert len(accounts_of(new_session)) == 1
