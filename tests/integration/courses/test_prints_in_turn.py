"""Prints are made one version at a time, without keeping those who wait, or want others."""

from datetime import timedelta
from threading import Thread

import pytest

from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from lms.web.printing import pdf, prints
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course
from tests.visible_text import visible_text

PAGE = f"/courses/{CODE}/print"


@pytest.fixture
def learners(app, write, make_person, sign_in):
    """Two browsers of learners, in Indonesian; nobody waits for prints of others."""
    app.extensions["prints"] = prints.PrintCache(wait_seconds=0)
    write(add_version, small_course())

    def learner():
        person_id = make_person()
        write(join_course, person_id=person_id, course_code=CODE, now=utc_now())
        return sign_in(person_id)

    return learner(), learner()


def test_prints_that_are_there_are_shown_while_others_are_made(learners):
    other, reader = learners
    assert reader.get(PAGE).status_code == 200
    other.get("/language/en")
    making = Thread(target=other.get, args=[PAGE])
    making.start()
    statuses = []
    while making.is_alive():
        statuses.append(reader.get(PAGE).status_code)
    assert set(statuses) == {200}


def test_who_comes_while_prints_are_made_is_told_to_come_again(learners):
    answers = []
    threads = [
        Thread(target=lambda browser=browser: answers.append(browser.get(PAGE)))
        for browser in learners
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    early, late = sorted(answers, key=lambda answer: answer.status_code)
    assert (early.status_code, late.status_code) == (200, 503)
    assert "sedang dibuat" in visible_text(late.text)
    assert late.headers["Retry-After"] == "60"


def test_prints_that_failed_are_not_tried_at_each_request(learners, monkeypatch):
    browser, _other = learners
    with monkeypatch.context() as slow:
        slow.setattr(pdf, "TIMEOUT_SECONDS", 0.0)
        assert browser.get(PAGE).status_code == 503
    assert browser.get(PAGE).status_code == 503
    browser.get("/language/en")
    assert browser.get(PAGE).status_code == 200
    browser.get("/language/id")
    monkeypatch.setattr(prints, "RETRY_AFTER", timedelta(0))
    assert browser.get(PAGE).status_code == 200
