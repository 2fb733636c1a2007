"""A learner's phone on the first question of a test, and what the server has of its answers."""

from contextlib import suppress
from secrets import token_hex
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select

from assessments.attempts.models import ResponseLogEntry
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from lms.web.account.security import hash_password
from lms.workflows.attempts.take_assessment import start_attempt
from tests.browser.world import COURSE
from tests.factories import make_person

PASSWORD = "empat kuda di bukit hijau"
COVER = """state => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
KEEP = """([person, waiting]) => new Promise((done) => {
  const opened = indexedDB.open("payung-answers", 1);
  opened.onsuccess = () => {
    const transaction = opened.result.transaction("answers", "readwrite");
    for (const [attempt, answers] of waiting) {
      for (const { id, ...rest } of answers) {
        const { position } = rest, body = JSON.stringify(rest);
        transaction.objectStore("answers").put({ id, attempt, position, body, person });
      }
    }
    transaction.oncomplete = done;
  };
})"""
COUNT = """() => new Promise((done) => {
  const opened = indexedDB.open("payung-answers", 1);
  opened.onsuccess = () => {
    const asked = opened.result.transaction("answers").objectStore("answers").count();
    asked.onsuccess = () => done(asked.result);
  };
})"""
HAS_KEY = """() => new Promise((resolve) => {
  const opening = indexedDB.open("payung-answer-keys", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("keys", { keyPath: "attempt" });
  opening.onsuccess = () => {
    const counting = opening.result.transaction("keys").objectStore("keys").count();
    counting.onsuccess = () => { opening.result.close(); resolve(counting.result > 0); };
  };
})"""
RELOADED = "() => performance.getEntriesByType('navigation')[0].type === 'reload'"
SOON = 20_000  # ms: the page waits two seconds after the last change; machines may be slow


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


@pytest.fixture
def logged(site, attempt_id):
    """Ids of the answers that the server has, in the order in which they came."""

    def logged():
        with site.writing() as session:
            query = select(ResponseLogEntry.id).where(ResponseLogEntry.attempt_id == attempt_id)
            return [str(one) for one in session.scalars(query.order_by(ResponseLogEntry.sequence))]

    return logged


def choose(phone, number):
    phone.locator(".opts input").nth(number).check()


def state(phone):
    return phone.locator("p[data-state]")


def expect_state(phone, name, timeout=SOON):
    """What the page says, by its name: the words are the same in each language."""
    expect(state(phone)).to_have_attribute("data-state", name, timeout=timeout)


def switched_off_and_on(phone):
    """The page has no time to send anything as it goes."""
    context = phone.context
    with suppress(Error):
        phone.goto("chrome://crash")
    phone.close()
    return context.new_page()


def keep(phone, waiting):
    """The answers to each attempt wait in the outbox, in this order. Answers where the phone was.

    It is left on a page that sends nothing: another one may be about to look for what waits.
    """
    address, person = phone.url, person_of(phone)
    count_waiting(phone)  # the page has made its database by now
    phone.goto(urljoin(address, "/healthz"))
    put_by(phone, person, waiting)
    return address


def keep_meanwhile(phone, waiting):
    """As `keep`, while the page stays open and sends."""
    put_by(phone, person_of(phone), waiting)


def person_of(phone):
    return phone.locator("[data-person]").first.get_attribute("data-person")


def put_by(phone, person, waiting):
    pairs = [(str(attempt_id), answers) for attempt_id, answers in waiting.items()]
    phone.evaluate(KEEP, [person, pairs])


def wait_until(phone, is_so):
    """Ask again and again, as long as a slow machine may take."""
    for _ in range(SOON // 50):
        if is_so():
            return
        phone.wait_for_timeout(50)
    raise AssertionError("it did not come to that")


def wait_for(phone, logged, count):
    """Until the server has so many answers; the page may not have heard so."""
    wait_until(phone, lambda: len(logged()) >= count)


def wait_until_sent(phone, left=0):
    """Until the page has heard that the server has what waited, but for `left` answers."""
    wait_until(phone, lambda: count_waiting(phone) == left)


def count_waiting(phone):
    return phone.evaluate(COUNT)


def mark(position):
    """That somebody wants to come back to a question."""
    return {"id": str(uuid4()), "position": position, "fields": {}, "flagged": True}


def answers_in_turn(phone, count):
    """Answers to the first question, which the page shows: each option in turn."""
    values = phone.locator(".opts input").evaluate_all("boxes => boxes.map((box) => box.value)")
    chosen = [values[number % len(values)] for number in range(count)]
    return [{"id": str(uuid4()), "position": 1, "fields": {"answer": [value]}} for value in chosen]
