"""A phone that keeps a course, for tests with a server that really stops."""

from contextlib import contextmanager

from playwright.sync_api import expect
from sqlalchemy import select

from courses.offline_pack.models import SyncReceipt
from tests.browser.stoppable import COURSE

BASE = f"/courses/{COURSE}"
LESSON = f"{BASE}/lessons/M02-L1"
ARRIVED = "[data-outbox][data-waiting='0']"
OVERLAID = "html[data-overlaid]"


@contextmanager
def phone_of(browser, site, *, with_course=True, **options):
    """A phone of a new learner, who has kept the course."""
    person_id, cookie = site.learner()
    settings = {"viewport": {"width": 360, "height": 740}, "locale": "id-ID"}
    context = browser.new_context(base_url=site.origin, **(settings | options))
    context.add_cookies([cookie])
    page = context.new_page()
    page.person_id = person_id
    if with_course:
        keep_course(page)
    yield page
    context.close()


def keep_course(page):
    """Go on without the pre-test, and keep the course."""
    open_course(page)
    page.locator("[data-start]:visible").click(timeout=60_000)
    page.locator("[data-delete]:visible").wait_for(timeout=60_000)
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def open_course(page):
    """Go on without the pre-test, to the page that keeps the course."""
    page.goto(f"{BASE}/offline")
    with page.expect_navigation():
        page.locator("form[action$='/open'] button").click()
    page.goto(f"{BASE}/offline")


def open_kept(page, path):
    page.goto(path)
    page.locator(OVERLAID).wait_for(state="attached")


def answer_first_question(page):
    """Answer on a kept page, and see the result."""
    open_kept(page, f"{LESSON}/steps/try")
    with page.expect_navigation():
        page.locator("button.pick").first.click()
    expect(page.locator(".result")).to_be_visible()


def arrive(page):
    page.goto(f"{BASE}/offline")
    page.locator(ARRIVED).wait_for(timeout=60_000)


def signal_is_back(page):
    """Tell the worker that there is a network, as a phone does, and wait until it has tried."""
    page.evaluate(
        """() => new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = resolve;
            navigator.serviceWorker.controller.postMessage("send now", [port2]);
        })"""
    )


def waiting(page):
    """How many entries wait on the phone, of anybody."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("payung-offline");
            request.onsuccess = () => {
                const all = request.result.transaction("entries").objectStore("entries").count();
                all.onsuccess = () => { request.result.close(); resolve(all.result); };
            };
        })"""
    )


def receipts(site, person_id):
    with site.reading() as session:
        of_person = select(SyncReceipt.code).where(SyncReceipt.person_id == person_id)
        return session.scalars(of_person).all()
