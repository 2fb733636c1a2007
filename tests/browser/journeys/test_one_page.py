"""All questions on one page: script saves each answer as it is given; the form saves all."""

from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from assessments.attempts.models import ResponseLogEntry
from tests.browser.navigation import follow
from tests.browser.phones import SOON


@pytest.fixture
def phone(browser, site):
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        storage_state=site.states["done"],
    )
    page = context.new_page()
    page.goto(site.origin + site.paths["one page"])
    yield page
    context.close()


def stored(site):
    attempt_id = UUID(site.paths["one page"].split("/")[2])
    with site.writing() as session:
        entries = select(func.count()).where(ResponseLogEntry.attempt_id == attempt_id)
        return session.scalar(entries)


def test_each_answer_is_saved_by_itself_and_once(phone, site):
    first, fourth = phone.locator("#question-1"), phone.locator("#question-4")
    first.locator("input[type=radio]").nth(1).check()
    fourth.locator("input[type=radio]").nth(2).check()
    for question in (first, fourth):
        expect(question.locator("[data-state=received]")).to_contain_text("Diterima", timeout=SOON)
    before = stored(site)
    follow(phone.locator("button[value=end]"))
    phone.goto(site.origin + site.paths["one page"])
    expect(phone.locator("#question-4 input[type=radio]").nth(2)).to_be_checked()
    assert stored(site) == before


def test_answers_wait_while_the_network_is_away(phone):
    phone.context.set_offline(True)
    second = phone.locator("#question-2")
    second.locator("input[type=radio]").first.check()
    expect(second.locator("[data-state]")).to_contain_text("Tidak ada jaringan", timeout=SOON)
    phone.context.set_offline(False)
    expect(second.locator("[data-state=received]")).to_be_visible(timeout=SOON)
