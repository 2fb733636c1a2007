"""Links to pages that do not exist: a page says what to do, and nothing is stored."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from courses.enrolment.models import Enrolment
from lms.accounts.lti.models import LtiRoster, LtiScore, LtiState
from lms.accounts.models import Person
from lms.accounts.sessions.models import SignInSession
from lms.lti.grade_service import ENDPOINT, SCORE_SCOPE
from lms.lti.launch_token import MEMBERSHIPS
from tests.factories import course_files, make_course
from tests.lti_platform import CLAIM
from tests.statements import statements_of
from tests.visible_text import visible_text

COURSE = "/courses/POESA-EL"
STORED = (Person, Enrolment, SignInSession, LtiRoster, LtiScore, LtiState)
SERVICES = {
    f"{CLAIM}context": {"id": "7", "title": "Kelas"},
    MEMBERSHIPS: {"context_memberships_url": "https://lms.example/members"},
    ENDPOINT: {"scope": [SCORE_SCOPE], "lineitem": "https://lms.example/9"},
}
WRONG = (
    f"{COURSE}/lessons/M01-L99",
    f"{COURSE}/modules/M99/end",
    f"{COURSE}/scenarios/SC99",
    f"{COURSE}/assessments/middle",
    "/courses/OTHER",
    "/courses/OTHER/lessons/M01-L1",
    "/course/POESA-EL",
    "/admin",
    "//evil.example/home",
    "https://evil.example/home",
    "/account/erase",
)


@pytest.fixture
def counts(new_session):
    """The number of rows of each table that a launch could write."""

    def counts():
        with new_session() as session:
            return [session.scalar(select(func.count()).select_from(model)) for model in STORED]

    return counts


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("target", WRONG)
def test_wrong_link_stores_nothing(
    target, is_known, browser, new_browser, platform, course, counts
):
    if is_known:
        browser.first_launch()
    before, other = counts(), new_browser()
    platform.custom = {"target": target}
    response = other.launch(**SERVICES)
    assert response.status_code == 404
    text = visible_text(response.text)
    assert "Tell your teacher" in text
    for shown in (target, "Course at the platform", "Link at the platform"):
        assert shown in text
    assert f"frame-ancestors {platform.origin}" in response.headers["Content-Security-Policy"]
    assert counts() == before
    assert other.get("/home").status_code == 303  # nobody is signed in


@pytest.mark.parametrize("page", ["post", "pre", "follow-up", "practice"])
def test_link_to_a_test(page, browser, platform, course):
    browser.first_launch()
    platform.custom = {"target": f"{COURSE}/assessments/{page}"}
    assert browser.launch().location == f"{COURSE}/assessments/{page}"


def test_lesson_of_an_older_version_stays_open_to_its_learners(
    browser, new_browser, platform, course, new_session
):
    platform.custom = {"target": f"{COURSE}/lessons/M01-L1"}
    browser.first_launch()
    files = course_files()
    (lesson, *lessons), (module, *modules) = files.modules[0].lessons, files.modules
    changed = replace(module, lessons=(replace(lesson, code="M01-NEW"), *lessons))
    newer = replace(files, modules=(changed, *modules), content_hash="2" * 64)
    with new_session() as session, session.begin():
        make_course(session, files=newer)
    assert browser.launch().location == f"{COURSE}/lessons/M01-L1"
    assert new_browser().launch(sub="user-8").status_code == 404
    platform.custom = {"target": f"{COURSE}/lessons/M01-NEW"}
    assert browser.launch().status_code == 404
    assert new_browser().launch(sub="user-8").location == "/lti/first-page"


def test_target_that_is_no_address_is_not_shown(browser, platform):
    platform.custom = {"target": "Call 0812 now"}
    response = browser.launch()
    assert response.status_code == 404
    assert "0812" not in visible_text(response.text)


def test_launch_of_a_lesson_needs_few_statements(app, browser, course):
    browser.platform.custom = {"target": f"{COURSE}/lessons/M01-L1"}
    browser.first_launch(**SERVICES)
    browser.launch(**SERVICES)
    sent = browser.start()
    with statements_of(app) as statements:
        assert browser.launch(sent=sent, **SERVICES).status_code == 303
    sent = [text for text in statements if not text.startswith(("PRAGMA", "SAVEPOINT", "RELEASE"))]
    assert len(sent) <= 10, "\n".join(sent)
