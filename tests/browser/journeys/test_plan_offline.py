"""The action plan is written on a phone while the server is stopped, and arrives once."""

from dataclasses import replace

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from sqlalchemy import select

from courses.action_plans.models import ActionPlan
from courses.course_files.reader import read_course
from tests.browser.learner_steps import write_part
from tests.browser.navigation import follow
from tests.browser.observing import ALL_RULES, axe_findings
from tests.browser.offline_phone import ARRIVED, BASE, phone_of
from tests.browser.stoppable import StoppableSite
from tests.factories import SHIPPED_COURSE, course_files_with_steps

PLAN = f"{BASE}/plan"
FILLED = "html[data-filled]"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    shipped = read_course(SHIPPED_COURSE)
    files = replace(course_files_with_steps(), plan_template=shipped.plan_template)
    site = StoppableSite(tmp_path_factory.mktemp("plan"), files)
    yield site
    site.close()


@pytest.fixture
def phone(browser, site):
    with phone_of(browser, site) as page:
        yield page


def test_a_plan_is_written_and_handed_in_without_a_server(site, phone):
    site.stop()
    phone.goto(PLAN)
    phone.locator(FILLED).wait_for(state="attached")
    phone.evaluate(AXE_SCRIPT)
    assert axe_findings(phone, ALL_RULES) == []
    phone.locator(".tasks a").first.click()
    phone.wait_for_url(f"**{PLAN}/place")
    while not phone.url.endswith("/plan"):
        phone.locator(FILLED).wait_for(state="attached")
        write_part(phone)
    phone.locator(FILLED).wait_for(state="attached")
    expect(phone.locator(".tasks .tag.now")).to_have_count(phone.locator(".tasks .tag").count())
    phone.goto(f"{PLAN}/goal")
    phone.locator(FILLED).wait_for(state="attached")
    assert all(box.input_value() for box in phone.locator("main textarea").all())
    phone.goto(PLAN)
    phone.locator(FILLED).wait_for(state="attached")
    follow(phone.locator("button[value=submit]"))
    phone.goto(f"{BASE}/offline")
    expect(phone.locator(f"[data-entries] a[href='{PLAN}/goal']")).to_be_visible()
    site.start()
    phone.goto(f"{BASE}/offline")
    phone.locator(ARRIVED).wait_for(timeout=60_000)
    with site.reading() as session:
        assert session.scalar(select(ActionPlan.state)) == "submitted"
    phone.goto(PLAN)
    expect(phone.locator("main p[role=status] .tag.done")).to_be_visible()


def test_with_a_network_a_part_of_a_kept_plan_leads_to_the_next(site, phone):
    phone.goto(f"{PLAN}/place")
    write_part(phone)
    phone.wait_for_url(f"**{PLAN}/goal")
