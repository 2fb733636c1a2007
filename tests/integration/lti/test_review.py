"""Submission Review: a teacher sees the score that the platform has, and nothing else."""

import zlib
from base64 import urlsafe_b64decode
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.lti import scores
from lms.accounts.lti.models import LtiScore
from lms.accounts.lti.platforms import switch_platform
from lms.accounts.models import Person
from lms.kernel.clock import utc_now
from lms.lti import review
from lms.lti.grade_service import ENDPOINT, SCORE_SCOPE
from tests.lti_platform import CLAIM

TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"
COURSE = "/courses/POESA-EL"
MAX_COOKIE = 4_096  # bytes, with name and attributes; browsers drop longer ones


@pytest.fixture
def scored(browser, platform, course, new_session):
    """A learner of the platform whose score of 40 was sent."""
    platform.custom = {"target": COURSE}
    line_item = {"scope": [SCORE_SCOPE], "lineitem": f"{platform.origin}/lineitems/9"}
    assert browser.first_launch(**{ENDPOINT: line_item}).location == COURSE
    with new_session() as session, session.begin():
        score = scores.due_score(session, session.scalars(select(LtiScore.id)).one())
        scores.mark_sent(session, score, percent=40, is_complete=False, now=utc_now())


@pytest.fixture
def teacher(new_browser, platform):
    return new_browser()


def request_of(*roles, learner="user-7", **changes):
    """Changes that make a launch a review of a learner's result."""
    return {
        "sub": "teacher-1",
        f"{CLAIM}message_type": "LtiSubmissionReviewRequest",
        f"{CLAIM}roles": list(roles),
        f"{CLAIM}for_user": {"user_id": learner, "name": "Ratna Dewi"},
    } | changes


@pytest.mark.parametrize("role", [TEACHER, ASSISTANT, "Instructor"])
def test_teacher_sees_the_score_and_is_not_signed_in(role, scored, teacher, new_session, platform):
    response = teacher.launch(**request_of(role))
    assert response.location == "/lti/review", response.text
    page = teacher.get("/lti/review")
    assert f"frame-ancestors {platform.origin}" in page.headers["Content-Security-Policy"]
    assert "Result of Ratna Dewi" in page.text
    assert "<dd>40</dd>" in page.text
    assert "Not complete yet." in page.text
    assert teacher.get("/home").status_code == 303
    with new_session() as session:
        assert len(session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize("roles", [(LEARNER,), (SYSTEM,), (), (f"{TEACHER}s",)])
def test_others_see_no_results(roles, scored, teacher):
    response = teacher.launch(**request_of(*roles))
    assert response.status_code == 403
    assert "lti-review-not-allowed" in response.text
    assert teacher.get("/lti/review").status_code == 410


def test_learner_who_reviews_their_own_result_opens_the_page(scored, browser):
    response = browser.launch(**request_of(LEARNER, sub="user-7"))
    assert response.location == COURSE


def test_result_that_was_not_sent(scored, teacher):
    for changes in ({"learner": "user-8"}, {f"{CLAIM}resource_link": {"id": "link-2"}}):
        teacher.launch(**request_of(TEACHER, **changes))
        page = teacher.get("/lti/review").text
        assert "has sent no score" in page
        assert "<dd>40</dd>" not in page


@pytest.mark.parametrize(
    "for_user", [None, {}, [], "user-7", {"user_id": 7}, {"user_id": "x" * 256}]
)
def test_review_without_a_learner(for_user, scored, teacher):
    response = teacher.launch(**request_of(TEACHER, **{f"{CLAIM}for_user": for_user}))
    assert response.status_code == 400
    assert "lti-message-unsupported" in response.text


def long_texts(count):
    """Ids and names that do not compress well, such as those of another script."""
    return [
        "".join(chr(0x4E00 + index * 7_919 % 16_384) for index in range(n * 255, n * 255 + 255))
        for n in range(count)
    ]


def test_cookie_of_a_review_with_long_values_is_stored_by_browsers(scored, teacher, platform):
    learner, name, title, link = long_texts(4)
    for_user = {"user_id": learner, "name": name}
    response = teacher.launch(
        **request_of(
            TEACHER,
            **{
                f"{CLAIM}for_user": for_user,
                f"{CLAIM}resource_link": {"id": link, "title": title},
            },
        )
    )
    cookies = response.headers.getlist("Set-Cookie")
    assert max(map(len, cookies)) < MAX_COOKIE
    page = teacher.get("/lti/review").text
    assert name[:100] in page
    assert name[:101] not in page


@pytest.mark.parametrize("name", ["Ratna\u202e Dewi", "Ratna\n\x00Dewi", " Ratna \ufeff Dewi"])
def test_names_of_a_platform_are_shown_without_hidden_marks(name, scored, teacher):
    for_user = {"user_id": "user-7", "name": name}
    link = {"id": "link-1", "title": f"Title {name}"}
    changes = {f"{CLAIM}for_user": for_user, f"{CLAIM}resource_link": link}
    teacher.launch(**request_of(TEACHER, **changes))
    page = teacher.get("/lti/review").text
    assert "Result of Ratna Dewi" in page
    assert "Title Ratna Dewi" in page


def test_review_ends(scored, teacher, monkeypatch, platform, new_session, client):
    assert client.get("/lti/review").status_code == 410  # a stranger
    teacher.launch(**request_of(TEACHER))
    with new_session() as session, session.begin():
        switch_platform(session, platform.id, active=False, changed_by=None, now=utc_now())
    assert teacher.get("/lti/review").status_code == 403
    monkeypatch.setattr(review, "LIFETIME", timedelta(seconds=-1))
    ended = teacher.get("/lti/review")
    assert ended.status_code == 410
    (cookie,) = ended.headers.getlist("Set-Cookie")  # the name of the learner goes with it
    assert review.REVIEWED not in decoded(cookie)


def decoded(cookie):
    """The content of a session cookie, which is signed and not encrypted."""
    payload = cookie.partition("=")[2].partition(";")[0].lstrip(".").partition(".")[0]
    content = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    with suppress(zlib.error):
        content = zlib.decompress(content)
    return content.decode()


def test_cookie_of_a_review_names_no_user_id(scored, teacher):
    response = teacher.launch(**request_of(TEACHER))
    (cookie,) = [text for text in response.headers.getlist("Set-Cookie") if "Max-Age" not in text]
    assert "Ratna Dewi" in decoded(cookie)
    assert "user-7" not in decoded(cookie)
