"""Practice questions on a phone while the server is stopped: reasons at once, answers once."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from sqlalchemy import func, select

from assessments.attempts.models import ResponseLogEntry
from courses.catalogue.content_models import Lesson
from courses.enrolment.models import Enrolment
from courses.progress.service import open_lesson
from lms.kernel.clock import utc_now
from lms.workflows.completion.finish_lesson import finish_lesson
from tests.browser.observing import ALL_RULES, axe_findings
from tests.browser.offline_phone import ARRIVED, BASE, phone_of
from tests.browser.stoppable import StoppableSite

PRACTICE = f"{BASE}/practice"
FETCH_STATE = f"""fetch("{BASE}/offline/state.json")
  .then((answer) => answer.json()).then(payungStore.setState)"""
FILLED = "html[data-filled]"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("practice"))
    yield site
    site.close()


@pytest.fixture
def phone(browser, site):
    with phone_of(browser, site) as page:
        yield page


def finish_first_lesson(site, person_id):
    with site.writing() as session:
        enrolment_id = session.scalar(select(Enrolment.id).where(Enrolment.person_id == person_id))
        lesson_id = session.scalar(select(Lesson.id).where(Lesson.code == "M01-L1"))
        keys = {"enrolment_id": enrolment_id, "lesson_id": lesson_id, "now": utc_now()}
        open_lesson(session, **keys)
        finish_lesson(session, person_id=person_id, state="done", **keys)


def open_practice(phone):
    phone.goto(PRACTICE)
    phone.locator(FILLED).wait_for(state="attached")


def test_without_a_finished_lesson_no_question_is_asked(site, phone):
    site.stop()
    open_practice(phone)
    expect(phone.locator("[data-asked] form")).to_have_count(0)
    expect(phone.locator("[data-asked] .note")).to_be_visible()
    site.start()


def test_questions_are_answered_without_a_server_and_arrive_once(site, phone):
    finish_first_lesson(site, phone.person_id)
    phone.evaluate(FETCH_STATE)
    site.stop()
    open_practice(phone)
    phone.evaluate(AXE_SCRIPT)
    assert axe_findings(phone, ALL_RULES) == []
    phone.locator("[data-asked] button[type=submit]").click()
    expect(phone.locator("[data-asked] .errsum")).to_be_focused()
    question = phone.locator("[data-asked] legend").inner_text()
    phone.locator("[data-asked] .choice").first.click()
    phone.locator("[data-asked] button[type=submit]").click()
    expect(phone.locator("[data-asked] [role=status]")).to_be_focused()
    expect(phone.locator("[data-asked] .tag:visible", has_text="Pilihan Anda")).to_have_count(1)
    phone.locator("[data-next]").click()
    expect(phone.locator("[data-asked] [role=status]")).to_have_count(0)
    open_practice(phone)
    expect(phone.locator("[data-asked]")).not_to_contain_text(question)
    site.start()
    phone.goto(f"{BASE}/offline")
    phone.locator(ARRIVED).wait_for(timeout=60_000)
    with site.reading() as session:
        assert session.scalar(select(func.count()).select_from(ResponseLogEntry)) == 1


def test_an_answer_that_the_phone_cannot_keep_shows_no_reasons(site, phone):
    finish_first_lesson(site, phone.person_id)
    phone.evaluate(FETCH_STATE)
    site.stop()
    open_practice(phone)
    phone.evaluate("() => { payungStore.add = () => Promise.reject(new Error('full')); }")
    phone.locator("[data-asked] .choice").first.click()
    phone.locator("[data-asked] button[type=submit]").click()
    expect(phone.locator("[data-asked] .errsum")).to_be_visible()
    expect(phone.locator("[data-asked] form")).to_be_visible()
    site.start()
