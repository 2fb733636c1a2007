"""Sessions end on the server: at sign-out, one by one on the list of devices, by themselves."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lms.accounts import service
from lms.accounts.models import Person
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sessions.service import delete_ended_sessions
from lms.kernel.clock import utc_now
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in, sign_up

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10; K) Chrome/131.0.0.0 Mobile Safari/537.36"}
END = re.compile(r"/account/devices/([0-9a-f-]{36})/end")


@pytest.fixture
def ratna(client):
    sign_up(client)
    client.post("/sign-out")
    return client


@pytest.fixture
def phone(app, ratna):
    """A second device on which the same person is signed in."""
    phone = app.test_client()
    phone.post(
        "/sign-in", data={"contact": "ratna.dewi@contoh.id", "password": PASSWORD}, headers=PHONE
    )
    return phone


def copy_of(app, client):
    """Another browser with the same cookie, as a thief has it."""
    thief = app.test_client()
    thief.set_cookie("session", client.get_cookie("session").value)
    return thief


@pytest.fixture
def age(new_session):
    """Sets columns of every session."""

    def age(**columns):
        with new_session() as session, session.begin():
            session.execute(update(SignInSession).values(columns))

    return age


def test_copied_cookie_is_worth_nothing_after_the_sign_out(app, ratna):
    sign_in(ratna)
    thief = copy_of(app, ratna)
    assert is_signed_in(thief)
    ratna.post("/sign-out")
    assert not is_signed_in(thief)
    sign_in(ratna)
    assert is_signed_in(ratna)
    assert not is_signed_in(thief)


def test_sign_in_ends_the_session_that_the_browser_had_before(app, ratna):
    sign_in(ratna)
    thief = copy_of(app, ratna)
    with ratna.session_transaction() as cookie:
        key = cookie["_user_id"]
    ratna.delete_cookie("session")
    with ratna.session_transaction() as cookie:
        cookie["_user_id"] = "stale"
    sign_in(ratna)
    assert is_signed_in(thief)  # another session than the stale one
    with ratna.session_transaction() as cookie:
        assert cookie["_user_id"] != key


def test_devices_are_listed_and_one_is_signed_out_by_itself(ratna, phone):
    sign_in(ratna)
    ratna.set_cookie("language", "en")
    page = ratna.get("/account/devices").text
    assert "Chrome, Android" in page
    assert "This device" in page
    ended = END.findall(page)
    assert len(ended) == 1  # this device is left by signing out
    answer = ratna.post(f"/account/devices/{ended[0]}/end")
    assert (answer.status_code, answer.location) == (303, "/account/devices")
    assert not is_signed_in(phone)
    assert is_signed_in(ratna)
    assert "Chrome, Android" not in ratna.get("/account/devices").text


def test_device_of_another_person_is_not_found(ratna, phone, sign_in, make_person, new_session):
    stranger = sign_in(make_person())
    with new_session() as session:
        theirs = session.scalars(
            select(SignInSession.id).where(SignInSession.device == "Chrome, Android")
        ).one()
    refused = stranger.post(
        f"/account/devices/{theirs}/end", headers={"Accept": "application/json"}
    )
    assert (refused.status_code, refused.json["code"]) == (404, "session-not-found")
    assert is_signed_in(phone)


def test_session_ends_by_itself(ratna, age):
    sign_in(ratna)
    assert is_signed_in(ratna)
    long_ago = utc_now() - timedelta(days=2)
    age(begun_at=long_ago, proved_at=long_ago, expires_at=utc_now() - timedelta(seconds=1))
    assert not is_signed_in(ratna)


def test_sign_in_that_a_new_password_has_overtaken_opens_nothing(app, ratna, new_session):
    """The password was looked up, then changed elsewhere, and only then the session began."""
    from lms.web.access.auth import SignInRequired
    from lms.web.account.security import begin_session

    with new_session() as session, session.begin():
        person = session.scalars(select(Person)).one()
        person_id, epoch = person.id, person.fs_uniquifier
        service.set_password(session, person_id, password_hash="new", now=utc_now())
    with app.test_request_context("/sign-in"), pytest.raises(SignInRequired):
        begin_session(person_id, via="password", epoch=epoch)
    with app.test_request_context("/sign-in"):
        begin_session(person_id, via="password")


def test_rows_go_a_day_after_the_end(ratna, act, age, new_session):
    def count():
        with new_session() as session:
            return len(session.scalars(select(SignInSession.id)).all())

    before = count()
    act(delete_ended_sessions)
    assert count() == before > 0
    three_days = utc_now() - timedelta(days=3)
    age(begun_at=three_days, proved_at=three_days, ended_at=three_days + timedelta(days=1))
    act(delete_ended_sessions)
    assert count() == 0


def test_what_is_taken_away_tells_sessions_oldest_first_whatever_was_changed_since(
    new_session, phone
):
    def told():
        return [row["id"] for row in phone.get("/account/data.json").json["sign_in_session"]]

    before = told()
    with new_session() as session, session.begin():
        first = update(SignInSession).where(SignInSession.id == UUID(before[0]))
        session.execute(first.values(session_key="0" * 32))  # moves the row on PostgreSQL
    assert before == sorted(before)
    assert (len(before), told()) == (2, before)


def test_key_of_a_session_stands_in_no_page_and_no_file(ratna, phone):
    with phone.session_transaction() as cookie:
        key = cookie["_user_id"]
    for path in ("/account", "/account/devices", "/account/data.json"):
        assert key not in phone.get(path).text
    assert (
        phone.get("/account/data.json").json["sign_in_session"][-1]["device"] == "Chrome, Android"
    )
