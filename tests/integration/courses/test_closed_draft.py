"""A learner of a local trial, on an installation that has moved to a public address."""

from dataclasses import replace

import pytest

from courses.catalogue import service
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt
from tests.factories import make_course

BASE = "/courses/POESA-EL"
CLOSED = "This course is not open yet"


@pytest.fixture
def version_id(write):
    return write(make_course)


@pytest.fixture
def person_id(make_person):
    return make_person()


@pytest.fixture
def attempt_id(write, version_id, person_id):
    """Of the pre-test, handed in while the trial was open."""
    now = utc_now()
    enrolment_id = write(join_course, person_id=person_id, course_code="POESA-EL", now=now)
    begun = {"person_id": person_id, "enrolment_id": enrolment_id, "purpose": "pre", "now": now}
    attempt_id = write(start_attempt, **begun)
    write(finish_attempt, attempt_id, person_id=person_id, now=now)
    return attempt_id


@pytest.fixture
def browser(app, sign_in, person_id, attempt_id):
    app.extensions["ports"] = replace(app.extensions["ports"], is_loopback=False)
    client = sign_in(person_id)
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def open_pilot(write, version_id, administrator_id):
    facts = {"opened_by": administrator_id, "name": "Ani", "reason": "uji", "kind": "pilot"}
    return lambda: write(service.open_pilot, version_id, now=utc_now(), **facts)


def test_home_says_that_the_course_is_closed_and_offers_no_start(browser, open_pilot):
    page = browser.get("/home")
    assert (page.status_code, CLOSED in page.text) == (200, True)
    assert "btn main wide" not in page.text
    open_pilot()
    page = browser.get("/home")
    assert (page.status_code, CLOSED in page.text) == (200, False)
    assert "btn main wide" in page.text


OFFERED, CLOSED_TO_ALL = "Courses you can join", "Courses that nobody can join now"


def test_list_of_courses_offers_no_closed_one(browser, sign_in, make_person, open_pilot):
    newcomer = sign_in(make_person())
    newcomer.set_cookie("language", "en")
    page = newcomer.get("/courses").text
    assert (OFFERED in page, CLOSED_TO_ALL in page, CLOSED in page) == (False, True, True)
    open_pilot()
    page = newcomer.get("/courses").text
    assert (OFFERED in page, CLOSED_TO_ALL in page, CLOSED in page) == (True, False, False)


@pytest.mark.parametrize("task", ["post", "self-efficacy-before", "follow-up"])
def test_page_of_a_test_says_that_the_course_is_closed(browser, open_pilot, task):
    page = browser.get(f"{BASE}/assessments/{task}")
    assert (page.status_code, CLOSED in page.text) == (403, True)
    open_pilot()
    page = browser.get(f"{BASE}/assessments/{task}")
    assert (page.status_code, CLOSED in page.text) == (200, False)


def test_results_and_certificates_stay(browser, attempt_id):
    result = f"/attempts/{attempt_id}/result"
    assert result in browser.get(f"{BASE}/assessments/pre").text
    for path in (result, "/results", "/certificates"):
        assert browser.get(path).status_code == 200, path


def test_page_of_a_closed_course_is_refused_to_its_learner(browser, open_pilot):
    assert browser.get(BASE).status_code == 403
    open_pilot()
    assert browser.get(BASE).status_code == 200
