"""A teacher picks a page; the platform gets a signed link to it, and to nothing else."""

import re

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select

from courses.catalogue.models import CourseVersion
from lms.accounts.models import Person
from lms.lti.deep_linking import shorten
from tests.factories import make_course
from tests.lti_platform import CLAIM, DEEP_LINKING

LESSON = "/courses/POESA-EL/lessons/M01-L1"


def token_in(page):
    return re.search(r'name="JWT" value="([^"]+)"', page)[1]


@pytest.fixture
def picking(browser, platform, course):
    response = browser.launch(**platform.deep_link())
    assert (response.status_code, response.location) == (303, "/lti/pick")
    return browser


@pytest.fixture
def answered(client, picking):
    """The claims of the response after a choice."""

    def answered(path):
        page = picking.post("/lti/pick", {"page": path}).text
        keys = KeySet.import_key_set(client.get("/lti/jwks.json").json)
        return jwt.decode(token_in(page), keys, algorithms=["RS256"]).claims

    return answered


def test_picked_lesson_becomes_a_link_with_a_score(answered, platform):
    claims = answered(LESSON)
    assert (claims["iss"], claims["aud"]) == (platform.client_id, platform.issuer)
    assert claims["exp"] - claims["iat"] == 300
    assert claims["nonce"]
    assert claims[f"{CLAIM}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{CLAIM}version"] == "1.3.0"
    assert claims[f"{CLAIM}deployment_id"] == "1"
    assert claims[f"{DEEP_LINKING}data"] == "opaque"
    (item,) = claims[f"{DEEP_LINKING}content_items"]
    assert item["type"] == "ltiResourceLink"
    assert item["custom"] == {"target": LESSON}
    assert item["url"] == f"{platform.tool}/lti/launch"
    assert item["lineItem"] == {"scoreMaximum": 100, "label": item["title"]}


def test_picked_link_opens_its_page(answered, platform, new_browser):
    (item,) = answered(LESSON)[f"{DEEP_LINKING}content_items"]
    response = new_browser().first_launch(**{f"{CLAIM}custom": item["custom"]})
    assert response.location == LESSON


@pytest.mark.parametrize(
    "path",
    [
        "/courses/POESA-EL",
        "/courses/POESA-EL/assessments/post",
        "/courses/POESA-EL/modules/M01/end",
    ],
)
def test_course_module_and_test_are_offered(path, answered):
    (item,) = answered(path)[f"{DEEP_LINKING}content_items"]
    assert item["custom"] == {"target": path}
    assert "lineItem" in item


def test_certificates_have_no_score(answered):
    (item,) = answered("/certificates")[f"{DEEP_LINKING}content_items"]
    assert "lineItem" not in item


def test_form_may_be_sent_to_the_platform_alone(picking, platform):
    page = picking.post("/lti/pick", {"page": LESSON})
    assert f'action="{platform.origin}/return"' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert f"form-action {platform.origin};" in policy
    assert f"frame-ancestors {platform.origin};" in policy
    assert "form-action 'self'" in picking.get("/lti/pick").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["", "/admin", "/courses/GONE", "https://evil.example/"])
def test_page_that_is_not_offered(path, picking):
    response = picking.post("/lti/pick", {"page": path})
    assert response.status_code == 422
    assert "Choose one of the pages." in response.text
    assert 'name="JWT"' not in response.text


def test_picking_creates_nobody(picking, new_session):
    with new_session() as session, session.begin():
        assert session.scalars(select(Person)).all() == []
    assert "POESA-EL" in picking.get("/lti/pick").text


def test_closed_course_is_not_offered(browser, platform, new_session):
    with new_session() as session, session.begin():
        make_course(session, is_open=False)
        assert len(session.scalars(select(CourseVersion)).all()) == 1
    browser.launch(**platform.deep_link())
    assert "POESA-EL" not in browser.get("/lti/pick").text


@pytest.mark.parametrize(
    "changed",
    [
        {"deep_link_return_url": "http://moodle.example/return"},
        {"deep_link_return_url": "javascript:alert(1)"},
        {"deep_link_return_url": "https://a.example; script-src *"},
        {"deep_link_return_url": 7},
        {"deep_link_return_url": "https://a.example/" + "x" * 800},
        {"accept_types": ["link"]},
        {"accept_types": None},
        {"data": "x" * 1501},
        {"data": 7},
    ],
)
def test_request_that_is_rejected(changed, browser, platform):
    response = browser.launch(**platform.deep_link(**changed))
    assert response.status_code == 400
    assert "lti-message-unsupported" in response.text


def test_unknown_deployment(browser, platform):
    changes = platform.deep_link() | {f"{CLAIM}deployment_id": "2"}
    response = browser.launch(**changes)
    assert response.status_code == 401
    assert "lti-deployment-unknown" in response.text


def test_picker_without_a_request(browser):
    assert browser.get("/lti/pick").status_code == 410


def test_titles_tell_pages_apart(answered):
    """A platform lists links of different kinds among each other."""
    titles = []
    for path in (
        "/courses/POESA-EL",
        "/courses/POESA-EL/assessments/post",
        "/courses/POESA-EL/modules/M01/end",
        LESSON,
        "/certificates",
    ):
        (item,) = answered(path)[f"{DEEP_LINKING}content_items"]
        titles.append(item["title"])
    beginnings = ("Course: ", "Final test: ", "End of module 1: ", "Lesson: ", "Certificates")
    assert [title.startswith(words) for title, words in zip(titles, beginnings, strict=True)] == [
        True
    ] * 5


def test_long_titles_are_shortened():
    assert shorten("x" * 200) == "x" * 200
    assert shorten("word " * 60) == ("word " * 40).rstrip() + "…"
