"""What the page of a question does beyond its form: saves by itself, and says honestly how far."""

import re

from playwright.sync_api import expect
from sqlalchemy import func, select

from assessments.attempts.models import Attempt, LateResponse
from lms.kernel.clock import utc_now
from lms.workflows.attempts.take_assessment import finish_attempt
from tests.browser.phones import (
    COVER,
    PASSWORD,
    SOON,
    choose,
    expect_state,
    state,
    switched_off_and_on,
)


def test_choice_is_saved_by_itself_and_the_page_says_when(phone, stored):
    choose(phone, 1)
    expect(state(phone)).to_contain_text("Diterima:", timeout=SOON)
    assert stored() == [(1, True, False)]
    phone.reload()
    expect(phone.locator(".opts input").nth(1)).to_be_checked()


def test_choice_on_a_closed_page_is_sent_when_any_page_of_the_test_opens(
    phone, site, attempt_id, stored
):
    phone.context.set_offline(True)
    choose(phone, 2)
    expect_state(phone, "offline")
    phone = switched_off_and_on(phone)
    phone.context.set_offline(False)
    phone.goto(f"{site.origin}/attempts/{attempt_id}/submit")
    expect(phone.locator("h1 + .lead")).to_contain_text("1", timeout=SOON)
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    assert stored() == [(1, True, False)]


def test_nobody_else_on_the_phone_sees_or_sends_what_waits(phone, site, attempt_id, stored):
    phone.context.set_offline(True)
    choose(phone, 2)
    expect_state(phone, "offline")
    phone = switched_off_and_on(phone)
    phone.context.set_offline(False)
    own = phone.context.cookies()
    phone.context.add_cookies(site.states["learner"]["cookies"])
    phone.goto(site.origin + site.paths["open attempt"] + "/submit")
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    assert stored() == []
    phone.context.add_cookies(own)
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/1")
    expect_state(phone, "received")
    expect(phone.locator(".opts input").nth(2)).to_be_checked()
    assert stored() == [(1, True, False)]


def test_answer_after_the_end_is_kept_as_late_and_the_page_says_so(phone, site, attempt_id):
    phone.context.set_offline(True)
    choose(phone, 2)
    expect_state(phone, "offline")
    phone = switched_off_and_on(phone)
    with site.writing() as session:
        (learner_id,) = session.scalars(select(Attempt.learner_id).where(Attempt.id == attempt_id))
        finish_attempt(session, attempt_id, person_id=learner_id, now=utc_now())
    phone.context.set_offline(False)
    phone.goto(f"{site.origin}/attempts/{attempt_id}/result")
    expect(phone.locator("[data-unsent]")).to_have_attribute("data-state", "late", timeout=SOON)
    with site.writing() as session:
        late = select(func.count()).where(LateResponse.attempt_id == attempt_id)
        assert session.scalar(late) == 1


def test_a_second_device_shows_the_answer_that_counts(phone, browser, site, attempt_id):
    choose(phone, 0)
    expect_state(phone, "received")
    other = browser.new_context(storage_state=site.states["answering"]).new_page()
    other.goto(f"{site.origin}/attempts/{attempt_id}/items/1")
    choose(other, 3)
    expect_state(other, "received")
    other.context.close()
    for hidden in ("hidden", "visible"):
        phone.evaluate(COVER, hidden)
    expect_state(phone, "changed")
    expect(phone.locator(".opts input").nth(3)).to_be_checked()


def test_choice_without_network_waits_and_is_sent_when_it_is_back(phone, stored):
    phone.context.set_offline(True)
    choose(phone, 0)
    expect_state(phone, "phone")
    expect_state(phone, "offline")
    choose(phone, 2)
    assert stored() == []
    phone.context.set_offline(False)
    expect(state(phone)).to_contain_text("Diterima:", timeout=SOON)
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
    expect_state(phone, "received")
    expect(phone.locator("[data-carried]")).to_have_count(0)
    phone.locator("button.main").click()
    phone.wait_for_url("**/items/2")
    assert stored() == [(1, True, False)]
