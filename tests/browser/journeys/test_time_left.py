"""Time limits in the page: counted by the server's clock, whatever the phone believes."""

import re
from datetime import timedelta
from secrets import token_hex
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

import assessments.service
from assessments.attempts.models import LateResponse, ResponseLogEntry
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import get_own_enrolment
from lms.kernel.clock import utc_now
from lms.workflows.attempts.take_assessment import start_attempt
from tests.browser.phones import expect_state
from tests.browser.world import COURSE
from tests.factories import make_person

LIMIT = timedelta(minutes=30)


@pytest.fixture
def begin(site):
    """An attempt that has so much time left; gives its address."""

    def begin(left):
        now = utc_now()
        with site.writing() as session:
            person_id = make_person(session, contact=f"tepat{token_hex(4)}@contoh.id")
            site.let_in(session, "in a hurry", person_id)
            enrolment_id = join_course(session, person_id=person_id, course_code=COURSE, now=now)
            course = get_own_enrolment(session, enrolment_id, person_id=person_id)
            limit = {"context_id": course.course_version_id, "task": "post"}
            assessments.service.set_time_limit(session, minutes=30, **limit)
            attempt_id = start_attempt(
                session,
                person_id=person_id,
                enrolment_id=enrolment_id,
                purpose="post",
                now=now - LIMIT + left,
            )
            assessments.service.set_time_limit(session, minutes=None, **limit)
        return f"{site.origin}/attempts/{attempt_id}"

    return begin


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def open_page(**options):
        contexts.append(browser.new_context(storage_state=site.states["in a hurry"], **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def seconds_shown(page):
    found = re.search(r"(\d+):(\d\d)$", page.locator("[data-seconds-left]").inner_text())
    return int(found[1]) * 60 + int(found[2])


@pytest.mark.parametrize("days_off", [-1, 1])
def test_clock_that_is_a_day_off_changes_no_deadline_and_no_receipt(begin, open_page, days_off):
    address = begin(timedelta(minutes=20))
    page = open_page(locale="id-ID")
    page.clock.set_system_time(utc_now() + timedelta(days=days_off))
    page.goto(f"{address}/items/1")
    assert 19 * 60 < seconds_shown(page) <= 20 * 60
    page.locator(".opts input").first.check()
    expect_state(page, "received")
    page.reload()
    expect(page.locator(".opts input").first).to_be_checked()


def test_end_of_the_time_sends_the_last_answer_and_shows_the_result(begin, open_page, site):
    address = begin(timedelta(seconds=15))  # enough to open it and to choose
    page = open_page(locale="id-ID")
    page.goto(f"{address}/items/1")
    page.locator(".opts input").first.check()
    page.wait_for_url("**/result", timeout=45_000)
    expect(page.locator("main")).to_contain_text("Waktunya habis.")
    with site.writing() as session:
        attempt_id = UUID(address.rpartition("/")[2])
        stored = [
            session.scalar(select(func.count()).where(model.attempt_id == attempt_id))
            for model in (ResponseLogEntry, LateResponse)
        ]
    assert stored == [1, 0]


def test_time_is_said_without_script(begin, open_page):
    address = begin(timedelta(minutes=9, seconds=50))
    page = open_page(locale="id-ID", java_script_enabled=False)
    page.goto(f"{address}/items/1")
    expect(page.locator("main")).to_contain_text(re.compile(r"Sisa waktu: 9\smenit"))
