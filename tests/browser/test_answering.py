"""What the page of a question does beyond its form: saves by itself, and says honestly how far."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from assessments.attempts.models import ResponseLogEntry
from lms.kernel.clock import utc_now
from lms.web.account.security import hash_password
from lms.workflows.join_course import join_course
from lms.workflows.take_assessment import start_attempt
from tests.browser.world import COURSE
from tests.factories import make_person

PASSWORD = "empat kuda di bukit hijau"
SOON = 4_000  # ms: the page waits two seconds after the last change


@pytest.fixture
def contact():
    return f"nyoman{token_hex(4)}@contoh.id"


@pytest.fixture
def attempt_id(site, contact):
    now = utc_now()
    with site.writing() as session:
        person_id = make_person(
            session, name="Nyoman", contact=contact, password_hash=hash_password(PASSWORD)
        )
        site.let_in(session, "answering", person_id)
        enrolment_id = join_course(session, person_id=person_id, course_code=COURSE, now=now)
        way = {"person_id": person_id, "enrolment_id": enrolment_id, "now": now}
        return start_attempt(session, purpose="post", **way)


@pytest.fixture
def phone(browser, site, attempt_id):
    """A phone on the first question."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        storage_state=site.states["answering"],
    )
    page = context.new_page()
    page.goto(f"{site.origin}/attempts/{attempt_id}/items/1")
    yield page
    context.close()


@pytest.fixture
def stored(site, attempt_id):
    """The log of the attempt: place, answer and flag of each entry."""

    def stored():
        with site.writing() as session:
            entries = session.scalars(
                select(ResponseLogEntry)
                .where(ResponseLogEntry.attempt_id == attempt_id)
                .order_by(ResponseLogEntry.sequence)
            )
            return [(e.position, bool(e.response), e.is_flagged) for e in entries]

    return stored


def choose(phone, number):
    phone.locator(".opts input").nth(number).check()


def state(phone):
    return phone.locator("[data-state]")


def test_choice_is_saved_by_itself_and_the_page_says_when(phone, stored):
    choose(phone, 1)
    expect(state(phone)).to_contain_text("Diterima:", timeout=SOON)
    assert stored() == [(1, True, False)]
    phone.reload()
    expect(phone.locator(".opts input").nth(1)).to_be_checked()


def test_choice_without_network_waits_and_is_sent_when_it_is_back(phone, stored):
    phone.context.set_offline(True)
    choose(phone, 0)
    expect(state(phone)).to_contain_text("Tidak ada jaringan", timeout=SOON)
    choose(phone, 2)
    assert stored() == []
    phone.context.set_offline(False)
    expect(state(phone)).to_contain_text("Diterima:", timeout=2 * SOON)
    phone.reload()
    expect(phone.locator(".opts input").nth(2)).to_be_checked()


def test_choice_is_saved_when_the_page_is_left_at_once(phone, site, stored):
    choose(phone, 3)
    phone.goto(f"{site.origin}/home")
    phone.go_back()
    expect(phone.locator(".opts input").nth(3)).to_be_checked()
    assert stored() == [(1, True, False)]


def test_clock_of_the_phone_changes_nothing(phone, stored):
    phone.clock.set_system_time("2020-01-01")
    choose(phone, 1)
    expect(state(phone)).to_contain_text("Diterima:", timeout=SOON)
    assert "2020" not in state(phone).inner_text()


def test_keyboard_alone_answers_and_moves_on(phone, attempt_id, stored):
    phone.locator(".opts input").first.focus()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**/attempts/{attempt_id}/items/2")
    assert stored()[-1] == (1, True, False)


def test_choice_survives_a_session_that_ended_meanwhile(phone, contact, stored):
    phone.context.clear_cookies()
    choose(phone, 2)
    phone.locator("button.main").click()
    phone.wait_for_url(re.compile("/sign-in"))
    phone.fill("[name=contact]", contact)
    phone.fill("[name=password]", PASSWORD)
    phone.locator("form:has([name=password]) button[type=submit]:not(.vh)").first.click()
    phone.wait_for_url(re.compile("typed=1"))
    expect(phone.locator(".opts input").nth(2)).to_be_checked()
    assert stored() == []
    phone.locator("button.main").click()
    phone.wait_for_url("**/items/2")
    assert stored() == [(1, True, False)]
