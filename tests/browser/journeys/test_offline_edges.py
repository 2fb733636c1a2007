"""Edges of a kept course: no room, lost stores, other releases, servers that fail, two tabs."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.offline_phone import (
    ARRIVED,
    BASE,
    LESSON,
    answer_first_question,
    arrive,
    open_course,
    open_kept,
    phone_of,
    receipts,
    signal_is_back,
    waiting,
)
from tests.browser.stoppable import StoppableSite

STATE = "[data-keep-course] [data-state]"
OUTBOX = "[data-outbox] [data-state]"
TRY = f"{LESSON}/steps/try"
NOT_HERE = "Belum ada di HP ini"
NOT_SAVED = "Yang baru Anda kirim belum tersimpan"


@pytest.fixture(scope="module")
def stoppable(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("stoppable"))
    yield site
    site.close()


@pytest.fixture
def running(stoppable):
    stoppable.start()
    stoppable.release = ""
    return stoppable


@pytest.fixture
def phone(browser, running):
    with phone_of(browser, running) as page:
        yield page


@contextmanager
def room_for(page, size):
    """While the browser gives the site so many bytes."""
    session = page.context.new_cdp_session(page)
    origin = {"origin": page.evaluate("location.origin")}
    session.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": size})
    yield
    session.send("Storage.overrideQuotaForOrigin", origin)


def keep(page):
    page.locator("[data-start]:visible").click()
    page.locator("[data-delete]:visible").wait_for(timeout=60_000)


def test_a_course_that_finds_no_room_says_so_and_is_kept_once_there_is_some(browser, running):
    with phone_of(browser, running, with_course=False) as phone:
        open_course(phone)
        phone.locator("[data-start]:visible").wait_for()
        with room_for(phone, 60_000):
            phone.locator("[data-start]:visible").click()
            expect(phone.locator(STATE)).to_contain_text("Ruang di HP ini sudah penuh")
        keep(phone)
        running.stop()
        open_kept(phone, TRY)


NO_ROOM = """() => {
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
  self.makeRoom = () => { IDBObjectStore.prototype.add = add; };
}"""


def test_an_answer_that_finds_neither_room_nor_a_network_says_so(running, phone):
    """As the browser says it: Chromium checks the room for small rows twice a minute only."""
    running.stop()
    open_kept(phone, TRY)
    (worker,) = phone.context.service_workers
    worker.evaluate(NO_ROOM)
    phone.locator("button.pick").first.click()
    expect(phone.locator("h1")).to_have_text(NOT_SAVED)
    worker.evaluate("makeRoom()")
    answer_first_question(phone)
    running.start()
    arrive(phone)
    assert set(receipts(running, phone.person_id)) == {"done"}


DELETE_PAGES = (
    "caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))"
)


def test_pages_that_the_browser_has_deleted_are_missed_and_kept_again(running, phone):
    running.stop()
    answer_first_question(phone)
    phone.evaluate(DELETE_PAGES)
    phone.goto(TRY)
    expect(phone.locator("body")).to_contain_text("Tidak ada sinyal")
    running.start()
    signal_is_back(phone)
    assert set(receipts(running, phone.person_id)) == {"done"}
    phone.goto(f"{BASE}/offline")
    expect(phone.locator(STATE)).to_have_text(NOT_HERE)
    keep(phone)
    running.stop()
    open_kept(phone, TRY)
    expect(phone.locator(".result")).to_be_visible()


DELETE_STORE = """() => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("payung-offline");
  request.onsuccess = resolve;
  request.onblocked = reject;
})"""


def test_a_store_that_the_browser_has_deleted_is_made_again(running, phone):
    running.stop()
    open_kept(phone, TRY)
    phone.evaluate(DELETE_STORE)
    phone.locator("button.pick").first.click()  # nobody is known to be here
    expect(phone.locator("h1")).to_have_text(NOT_SAVED)
    running.start()
    signal_is_back(phone)
    phone.goto(f"{BASE}/offline")
    expect(phone.locator(STATE)).to_have_text(NOT_HERE)
    keep(phone)
    running.stop()
    answer_first_question(phone)
    running.start()
    arrive(phone)
    assert set(receipts(running, phone.person_id)) == {"done"}


FROM_THE_FUTURE = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("payung-offline", 9);
  request.onsuccess = () => { request.result.close(); resolve(); };
  request.onblocked = reject;
})"""


def test_a_store_that_cannot_be_read_is_said_and_can_be_cleared(running, phone):
    phone.evaluate(FROM_THE_FUTURE)
    phone.goto(f"{BASE}/offline")
    expect(phone.locator(STATE)).to_contain_text("tidak dapat dibaca")
    running.stop()
    phone.goto(TRY)
    expect(phone.locator("main h1").first).to_be_visible()  # the pages do not depend on it
    running.start()
    phone.goto("/offline/remove")
    phone.locator("main form button").click()
    expect(phone.locator("main [role=status]")).to_be_visible()
    phone.goto(f"{BASE}/offline")
    keep(phone)


CHANGE_WORKER = """() => new Promise((resolve) => {
  navigator.serviceWorker.oncontrollerchange = () => resolve();
  navigator.serviceWorker.getRegistration().then((registration) => registration.update());
})"""


@pytest.mark.parametrize(("before", "after"), [("older", ""), ("", "older")])
def test_what_is_kept_and_what_waits_survive_a_worker_of_another_release(
    browser, running, before, after
):
    running.release = before
    with phone_of(browser, running) as phone:
        running.stop()
        answer_first_question(phone)
        count = waiting(phone)
        running.start()
        running.fate = lambda path: "lose the request" if path == "/sync" else ""
        running.release = after
        phone.evaluate(CHANGE_WORKER)
        running.stop()
        open_kept(phone, TRY)
        expect(phone.locator(".result")).to_be_visible()
        assert waiting(phone) >= count
        running.start()
        arrive(phone)
        assert set(receipts(running, phone.person_id)) == {"done"}


def test_a_sign_in_that_has_expired_meanwhile_is_asked_for_and_nothing_is_lost(running, phone):
    running.stop()
    answer_first_question(phone)
    count = waiting(phone)
    phone.goto(f"{BASE}/offline")
    running.start()
    phone.context.clear_cookies()
    phone.locator("[data-send]").click()
    expect(phone.locator("[data-sign-in]")).to_be_visible()
    expect(phone.locator(OUTBOX)).to_contain_text("Masuklah")
    assert waiting(phone) == count
    phone.context.add_cookies([running.sign_in_again(phone.person_id)])
    phone.locator("[data-send]").click()
    phone.locator(ARRIVED).wait_for()
    assert set(receipts(running, phone.person_id)) == {"done"}


def test_two_tabs_that_send_at_once_send_each_entry_once(running, phone):
    other = phone.context.new_page()
    running.stop()
    answer_first_question(phone)
    for page in (phone, other):
        page.goto(f"{BASE}/offline")
        page.locator("[data-send]").wait_for()
    running.start()
    for page in (phone, other):
        page.evaluate("setTimeout(() => document.querySelector('[data-send]').click(), 50)")
    for page in (phone, other):
        page.locator(ARRIVED).wait_for()
    sent = receipts(running, phone.person_id)
    assert set(sent) == {"done"}
    assert waiting(phone) <= len(sent)


@pytest.mark.parametrize("fate", ["fail", "hang"])
def test_a_server_that_fails_or_hangs_is_not_called_a_lost_sign_in(running, phone, fate):
    running.stop()
    answer_first_question(phone)
    running.start()
    running.fate = lambda path: fate if path == "/sync" else ""
    phone.goto(f"{BASE}/offline")
    expect(phone.locator(OUTBOX)).to_contain_text("Payung sedang tidak menjawab")
    expect(phone.locator("[data-sign-in]")).to_be_hidden()
    running.fate = None
    phone.locator("[data-send]").click()
    phone.locator(ARRIVED).wait_for()
