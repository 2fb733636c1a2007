"""Launches that succeed: who is signed in, where they arrive, and what their browser holds."""

import pytest
from sqlalchemy import func, select

from courses.enrolment.models import Enrolment
from lms.accounts import service
from lms.accounts.lti.models import LtiAccount, LtiState
from lms.accounts.models import Consent, Person
from lms.accounts.roles.service import grant_role
from lms.accounts.sessions.models import SignInSession
from lms.kernel.clock import utc_now
from tests.integration.lti.conftest import FIRST_PAGE, FRAME
from tests.statements import statements_of

LESSON = "/courses/POESA-EL/lessons/M01-L1"
PRACTICE = "/courses/POESA-EL/assessments/practice"


def cookies_of(response):
    return {line.partition("=")[0]: line for line in response.headers.getlist("Set-Cookie")}


def test_new_person_agrees_first_and_arrives_at_the_page(browser, platform, course, new_session):
    platform.custom = {"target": LESSON}
    response = browser.launch()
    assert (response.status_code, response.location) == (303, "/lti/first-page")
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
    page = browser.get("/lti/first-page").text
    assert 'value="Ratna Dewi"' in page
    assert "Sekolah Contoh receives no score for the page that it opens." in page
    assert "Your answers, reflections and action plan stay in Payung" in page
    response = browser.post("/lti/first-page", FIRST_PAGE)
    assert (response.status_code, response.location) == (303, LESSON)
    assert browser.get(LESSON).status_code == 200
    with new_session() as session:
        person = session.scalars(select(Person)).one()
        assert (person.name, person.audience, person.province_code) == (
            "Ratna Dewi",
            "teacher",
            "53",
        )
        assert (person.email, person.phone, person.password, person.from_lti) == (*3 * [None], True)
        account = session.scalars(select(LtiAccount)).one()
        assert (account.issuer, account.subject) == (platform.issuer, "user-7")
        assert account.person_id == person.id
        assert session.scalars(select(Consent.purpose)).all() == ["learning"]
        assert session.scalars(select(Enrolment.person_id)).all() == [person.id]
        assert session.scalars(select(LtiState)).all() == []


def test_known_person_is_signed_in_at_once(browser, new_browser, course, new_session):
    browser.first_launch()
    response = new_browser().launch()
    assert (response.status_code, response.location) == (303, "/home")
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        rows = session.execute(select(SignInSession.via, SignInSession.frame_origins)).all()
    assert {row.via for row in rows} == {"lti"}


def test_person_is_never_recognised_by_mail(browser, make_person, new_session):
    make_person(contact="ratna@contoh.id")
    response = browser.launch(email="ratna@contoh.id")
    assert response.location == "/lti/first-page"


def test_same_subject_of_another_issuer_is_another_person(browser, platform, new_session):
    browser.first_launch()
    with new_session() as session, session.begin():
        account = session.scalars(select(LtiAccount)).one()
        account.issuer = "https://other.example"
    assert browser.launch().location == "/lti/first-page"


def test_frame_has_a_cookie_of_its_own(browser, platform, course):
    response = browser.first_launch()
    line = cookies_of(response)["frame-session"]
    for attribute in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert attribute in line.split("; ")
    assert "session" not in cookies_of(response)
    page = browser.get("/home")
    assert f"frame-ancestors {platform.origin};" in page.headers["Content-Security-Policy"]


def test_top_of_a_tab_has_the_ordinary_cookie(new_browser, course):
    browser = new_browser(framed=False)
    response = browser.first_launch()
    cookies = cookies_of(response)
    assert "frame-session" not in cookies
    assert "SameSite=Lax" in cookies["session"]
    page = browser.get("/home")
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_frame_and_tab_of_one_browser_hold_two_people(browser, make_person, sign_in, course):
    browser.first_launch()
    client = sign_in(make_person(name="Dominggus Wona"))
    browser.client.set_cookie("session", client.get_cookie("session").value)
    tab = {"Sec-Fetch-Dest": "document"}
    assert "Dominggus" in browser.client.get("/account", headers=tab).text
    again = browser.get("/account")
    assert again.status_code == 303  # a page at the top has deleted the cookie of frames


def test_script_of_a_frame_uses_the_cookie_of_the_frame(browser, course):
    browser.first_launch()
    assert browser.client.get("/home", headers={"Sec-Fetch-Dest": "empty"}).status_code == 200
    assert browser.client.get("/home", headers={"Sec-Fetch-Dest": "document"}).status_code == 303


def test_session_of_a_frame_that_has_ended_says_how_to_go_on(browser, course, new_session):
    browser.first_launch()
    with new_session() as session, session.begin():
        person_id = session.scalars(select(Person.id)).one()
        service.suspend_person(session, person_id, suspended_by=person_id, now=utc_now())
    response = browser.get("/home")
    assert (response.status_code, response.location) == (303, "/lti/ended")
    page = browser.get("/lti/ended")
    assert "open Payung from your course" in page.text
    assert f"frame-ancestors {browser.platform.origin}" in page.headers["Content-Security-Policy"]


def test_first_page_of_somebody_else_is_left(browser, course, new_session):
    browser.launch()
    assert 'name="not_me"' in browser.get("/lti/first-page").text
    response = browser.post("/lti/first-page", {"not_me": "1"})
    assert (response.status_code, response.location) == (303, "/lti/ended")
    page = browser.get("/lti/ended")
    assert "sign in there with your own account" in page.text
    assert f"frame-ancestors {browser.platform.origin}" in page.headers["Content-Security-Policy"]
    assert browser.get("/lti/first-page").status_code == 410
    with new_session() as session:
        assert session.scalars(select(Person)).all() == []


def test_quick_exit_of_a_frame_leaves_the_page_around_it(browser, course):
    browser.first_launch()
    page = browser.get("/home").text
    assert '<a class="exit" href="/notes" rel="noreferrer" target="_top">' in page
    assert "data-quick-exit" not in page


@pytest.mark.parametrize(
    ("custom", "link", "expected"),
    [
        ({"target": LESSON}, "/courses/POESA-EL", LESSON),
        ({}, "/courses/POESA-EL", "/courses/POESA-EL"),
        ({"target": "/courses/POESA-EL/modules/M01/end"}, "", "/courses/POESA-EL/modules/M01/end"),
        ({"target": "/certificates"}, "", "/certificates"),
        ({"target": "/courses/POESA-EL/scenarios/SC01"}, "", "/courses/POESA-EL/scenarios/SC01"),
        ({"target": "/courses/POESA-EL/assessments/practice"}, "", PRACTICE),
        ({"target": ["/certificates"]}, "/lti/launch", "/home"),
        ({"target": " "}, "/sign-out", "/home"),
    ],
)
def test_custom_parameter_and_target_link_say_which_page(
    custom, link, expected, browser, platform, course
):
    browser.first_launch()
    platform.custom = custom
    claim = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"
    assert browser.launch(**{claim: platform.tool + link}).location == expected


def test_first_page_reports_what_is_missing(browser, course, new_session):
    browser.launch()
    response = browser.post("/lti/first-page", {"name": "Ratna Dewi"})
    assert response.status_code == 422
    assert (
        f"frame-ancestors {browser.platform.origin}" in response.headers["Content-Security-Policy"]
    )
    with new_session() as session:
        assert session.scalars(select(Person)).all() == []


def test_first_page_sent_twice_creates_one_person(app, browser, course, new_session):
    browser.launch()
    with app.test_client() as second:
        second.set_cookie("frame-session", browser.client.get_cookie("frame-session").value)
        for client in (browser.client, second):
            response = client.post("/lti/first-page", data=FIRST_PAGE, headers=FRAME)
            assert response.status_code == 303
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_first_page_sent_again_after_a_role_was_granted(app, browser, course, new_session):
    browser.launch()
    with app.test_client() as second:
        second.set_cookie("frame-session", browser.client.get_cookie("frame-session").value)
        assert browser.post("/lti/first-page", FIRST_PAGE).status_code == 303
        with new_session() as session, session.begin():
            person_id = session.scalars(select(Person.id)).one()
            grant_role(session, person_id=person_id, role="expert", granted_by=None, now=utc_now())
        response = second.post("/lti/first-page", data=FIRST_PAGE, headers=FRAME)
        assert (response.status_code, "lti-person-has-role" in response.text) == (403, True)


def test_first_page_follows_the_language_of_the_platform(app, browser):
    claim = "https://purl.imsglobal.org/spec/lti/claim/launch_presentation"
    browser.launch(**{claim: {"locale": "id_ID"}})
    assert '<html lang="id">' in browser.get("/lti/first-page").text


def test_first_page_without_a_launch_says_what_to_do(browser):
    response = browser.get("/lti/first-page")
    assert response.status_code == 410
    assert "open Payung from there again" in response.text


def test_key_set_has_the_key_of_the_tool(app, platform, client):
    (key,) = client.get("/lti/jwks.json").json["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert {"n", "e", "kid"} <= key.keys()
    assert "d" not in key


def test_launch_needs_few_statements(app, browser, course):
    """Also one that opens a page of a course."""
    browser.platform.custom = {"target": "/courses/POESA-EL"}
    browser.first_launch()
    browser.launch()
    sent = browser.start()
    with statements_of(app) as statements:
        assert browser.launch(sent=sent).status_code == 303
    sent = [text for text in statements if not text.startswith(("PRAGMA", "SAVEPOINT", "RELEASE"))]
    assert len(sent) <= 10, "\n".join(sent)
