"""Prints are made by the worker, once for all who want the same ones, and stay until replaced."""

import shutil
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.tasks import sweep
from lms.web.printing import pdf, requests, stored
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course
from tests.visible_text import visible_text

PAGE = f"/courses/{CODE}/print"
FILE = f"{PAGE}/course.pdf"
MAKING = "sedang dibuat"


@pytest.fixture
def learner(write, make_person, sign_in):
    """The browser of a new learner of the course, in Indonesian."""
    write(add_version, small_course())

    def learner():
        person_id = make_person()
        write(join_course, person_id=person_id, course_code=CODE, now=utc_now())
        return sign_in(person_id)

    return learner


@pytest.fixture
def jobs(new_session):
    def jobs():
        with new_session() as session:
            return list(session.scalars(select(Job).where(Job.kind == requests.JOB_KIND)))

    return jobs


def is_making(browser):
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return MAKING in visible_text(answer.text)


def test_the_page_says_that_files_are_made_and_then_lists_them(app, learner, jobs):
    browser = learner()
    assert is_making(browser)
    page = browser.get(PAGE).text
    assert f'href="{PAGE}"' in page
    assert ".pdf" not in page
    answer = browser.get(FILE)
    assert (answer.status_code, answer.location) == (303, PAGE)
    sweep(app)
    assert not is_making(browser)
    assert browser.get(FILE).data.startswith(b"%PDF-")
    (job,) = jobs()
    assert (job.state, job.problem) == ("done", None)


def test_people_who_ask_at_the_same_moment_share_a_job_for_each_language(app, learner, jobs):
    learners = [learner() for _ in range(4)]
    learners[0].get("/language/en")
    threads = [Thread(target=browser.get, args=[PAGE]) for browser in learners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(job.arguments["language"] for job in jobs()) == ["en", "id"]
    sweep(app)
    other = learner()
    assert other.get(FILE).data == learners[1].get(FILE).data != learners[0].get(FILE).data
    assert len(jobs()) == 2


def test_who_waits_long_requests_no_second_job(learner, jobs, monkeypatch):
    browser = learner()
    assert is_making(browser)
    later = utc_now() + requests.PERIOD
    monkeypatch.setattr(requests, "utc_now", lambda: later)
    assert is_making(browser)
    assert len(jobs()) == 1


def test_prints_that_failed_are_tried_again_after_some_minutes(app, learner, jobs, monkeypatch):
    browser = learner()
    assert is_making(browser)
    with monkeypatch.context() as slow:
        slow.setattr(pdf, "TIMEOUT_SECONDS", 0.0)
        sweep(app)
    for address in (PAGE, FILE):
        answer = browser.get(address)
        assert answer.status_code == 503
        assert "belum dapat dibuat" in visible_text(answer.text)
    assert [job.problem for job in jobs()] == ["print-failed"]
    later = utc_now() + requests.PERIOD + timedelta(seconds=1)
    monkeypatch.setattr(requests, "utc_now", lambda: later)
    assert is_making(browser)
    assert len(jobs()) == 2


def test_prints_that_were_deleted_are_made_again(app, settings, learner, jobs, monkeypatch):
    browser = learner()
    assert is_making(browser)
    sweep(app)
    shutil.rmtree(settings.data_dir / stored.FOLDER)
    later = utc_now() + requests.PERIOD
    monkeypatch.setattr(requests, "utc_now", lambda: later)
    assert is_making(browser)
    assert len(jobs()) == 2


def test_a_release_makes_its_own_prints_and_the_oldest_are_deleted(
    app, settings, learner, monkeypatch
):
    browser = learner()
    assert is_making(browser)
    sweep(app)
    (first,) = (settings.data_dir / stored.FOLDER).iterdir()
    monkeypatch.setattr(stored, "release_of", lambda _name: "another")
    monkeypatch.setattr(stored, "MAX_FOLDERS", 1)
    assert is_making(browser)
    sweep(app)
    (second,) = (settings.data_dir / stored.FOLDER).iterdir()
    assert first != second
    assert not is_making(browser)
