"""People who come from a platform: without contact and password, they can do what others can."""

from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import select, update

from courses.enrolment.models import Enrolment
from lms.accounts.lti import keys
from lms.accounts.lti.models import LtiAccount, LtiKey
from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.accounts.merging.service import request_merge
from lms.accounts.models import Person
from lms.accounts.notify import notify_person
from lms.accounts.queries import person_profile
from lms.accounts.sessions.models import SignInSession
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage
from lms.kernel.sealing.sealing import DataKey
from lms.organisations.members.service import add_member
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.settings import Settings
from lms.web.access.frames import FRAME_ORIGINS
from lms.web.blocks.frame_policy import frame_policy
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.accounts.tidy_accounts import delete_stale_rows
from lms.workflows.rosters.current_members import current_members
from tests.lti_platform import LtiPlatform

ERASE = {"sure": "y"}


@pytest.fixture
def person_id(browser, course, new_session):
    """Somebody who has come from a platform, and is signed in."""
    browser.first_launch()
    with new_session() as session:
        return session.scalars(select(Person.id)).one()


def test_account_pages_need_no_contact(browser, person_id, make_person, sign_in):
    for path in ("", "/data", "/data.json", "/contact", "/password", "/profile", "/devices"):
        assert browser.get(f"/account{path}").status_code == 200, path
    assert "From a learning platform." in browser.get("/account/devices").text
    data = browser.get("/account/data.json").json
    assert data["lti_account"][0]["subject"] == "user-7"
    administrator = sign_in(make_person(roles=["administrator"]))
    for path in ("", f"/{person_id}", f"/{person_id}/contact"):
        assert administrator.get(f"/admin/people{path}").status_code == 200, path


def test_erasure_without_a_password(browser, person_id, new_session):
    response = browser.post("/account/erase", ERASE)
    assert (response.status_code, response.location) == (303, "/erased")
    page = browser.get("/erased")
    assert f"frame-ancestors {browser.platform.origin}" in page.headers["Content-Security-Policy"]
    with new_session() as session:
        assert session.scalars(select(LtiAccount)).all() == []
    assert browser.launch().location == "/lti/first-page"


def test_erasure_long_after_the_launch_asks_for_another_launch(browser, person_id, new_session):
    with new_session() as session, session.begin():
        earlier = utc_now() - timedelta(minutes=11)
        session.execute(update(SignInSession).values(begun_at=earlier, proved_at=earlier))
    response = browser.post("/account/erase", ERASE | {"present": "guessed"})
    assert response.status_code == 422
    assert "within ten minutes" in response.text
    with new_session() as session:
        assert session.get_one(Person, person_id).erased_at is None


def test_launch_is_no_proof_of_somebody_who_can_sign_in_here(browser, person_id, new_session):
    new_passkey = "/account/passkeys/options"
    assert browser.post(new_passkey, {}).status_code == 200
    with new_session() as session, session.begin():
        person = session.get_one(Person, person_id)
        person.email, person.password = "sari@contoh.id", "x"
    assert browser.post(new_passkey, {}).status_code == 403
    with new_session() as session, session.begin():
        session.execute(update(SignInSession).values(proved_at=utc_now() + timedelta(seconds=1)))
    assert browser.post(new_passkey, {}).status_code == 200


def test_merged_account_is_opened_by_the_next_launch(
    browser, person_id, make_person, new_session, course
):
    remaining = make_person()
    with new_session() as session, session.begin():
        now = utc_now()
        merge_id = request_merge(session, remaining, other_id=person_id, now=now)
        merge_accounts(session, merge_id, person_id=remaining, now=now)
    assert browser.launch().location == "/home"
    with new_session() as session:
        account = session.scalars(select(LtiAccount)).one()
        opened = session.scalars(select(SignInSession.person_id)).all()
    assert (account.person_id, opened) == (remaining, [remaining])


def test_person_without_a_contact_gets_no_message(person_id, new_session):
    with new_session() as session, session.begin():
        notify_person(session, person_profile(session, person_id), "accounts-merged", now=utc_now())
    with new_session() as session:
        assert session.scalars(select(OutboxMessage)).all() == []


def test_members_without_a_contact_have_no_line_in_a_roster(person_id, make_person, new_session):
    other, now = make_person(contact="sari@contoh.id"), utc_now()
    with new_session() as session, session.begin():
        organisation_id = create_organisation(
            session,
            kind="school",
            facts=OrganisationDetails("Sekolah Contoh", province_code="53"),
            parent_id=None,
            founded_by=None,
            now=now,
            is_approved=True,
        )
        for member in (person_id, other):
            add_member(
                session,
                person_id=member,
                organisation_id=organisation_id,
                added_by=None,
                now=now,
            )
    with new_session() as session:
        assert list(current_members(session, organisation_id)) == ["sari@contoh.id"]


def test_launch_enrols_once(browser, person_id, new_session):
    browser.platform.custom = {"target": "/courses/POESA-EL"}
    for _ in range(2):
        assert browser.launch().location == "/courses/POESA-EL"
    with new_session() as session:
        assert len(session.scalars(select(Enrolment)).all()) == 1


def test_course_that_is_gone_is_said_by_its_page(browser, person_id):
    browser.launch()
    page = browser.get("/courses/GONE-1")
    assert page.status_code == 404
    assert f"frame-ancestors {browser.platform.origin}" in page.headers["Content-Security-Policy"]


def test_frames_of_blocks_may_stand_in_frames_of_the_platform(app):
    with app.test_request_context():
        assert frame_policy(None)["frame-ancestors"] == "'self'"
        setattr(g, FRAME_ORIGINS, "https://moodle.example")
        assert frame_policy(None)["frame-ancestors"] == "'self' https://moodle.example"


def test_keys_are_published_before_they_sign_and_destroyed_after(platform, new_session):
    def at(days):
        return utc_now() + timedelta(days=days)

    with new_session() as session, session.begin():
        (first,) = keys.published_keys(session)
        assert not keys.rotate_keys(session, now=at(179))
        assert keys.rotate_keys(session, now=at(181))
        second = keys.published_keys(session)[0]["kid"]
        assert {key["kid"] for key in keys.published_keys(session)} == {first["kid"], second}
        assert keys.signing_key(session, now=at(182)).kid == first["kid"]
        assert keys.signing_key(session, now=at(189)).kid == second
        delete_stale_rows(session, now=at(370))
        assert first["kid"] not in {key["kid"] for key in keys.published_keys(session)}
        assert keys.signing_key(session, now=at(371)).kid == second
        assert len(session.scalars(select(LtiKey)).all()) == 2
        destroyed = select(DataKey).where(DataKey.destroyed_at.is_not(None))
        assert len(session.scalars(destroyed).all()) == 1


@pytest.fixture
def public(shared_apps, database_url, tmp_path):
    """The program under a public name, behind TLS, with a platform inside its network."""
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        threads=4,
        public_url="https://payung.example",
    )
    shared = shared_apps.take(settings)
    server = LtiPlatform()
    server.issuer = server.origin = "https://moodle.example"
    yield shared.app, server
    server.stop()
    shared_apps.give_back(shared)


def test_public_site_names_its_cookies_for_the_host_and_reads_no_keys_inside(public):
    app, server = public
    inside = server.details() | {"key_set_url": f"https://127.0.0.1:{server.server.port}/keys"}
    with app.app_context(), transaction() as session:
        add_platform(session, PlatformDetails(**inside), added_by=None, now=utc_now())
    client, there = app.test_client(), {"base_url": "https://payung.example"}
    answer = client.get("/lti/login", query_string=server.login(), **there)
    assert answer.location.startswith("https://moodle.example/auth?")
    assert "redirect_uri=https%3A%2F%2Fpayung.example%2Flti%2Flaunch" in answer.location
    line = answer.headers["Set-Cookie"]
    assert line.startswith("__Host-lti-")
    for attribute in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert attribute in line.split("; ")
    state = line.partition("=")[2].partition(";")[0]
    form = {"state": state, "id_token": server.token(nonce="x")}
    answer = client.post("/lti/launch", data=form, **there)
    assert answer.status_code == 503
    assert server.requests == []
