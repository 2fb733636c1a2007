"""The outbox of answers where things go wrong: network, a busy server, no room on the phone."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    HAS_KEY,
    SOON,
    choose,
    count_waiting,
    expect_state,
    keep,
    mark,
    switched_off_and_on,
    wait_for,
    wait_until_sent,
)

CUTS, OPTIONS = 20, 4
PUTS = "**/responses/*"
ANSWERS = re.compile("/responses(/|$)")  # also more than a few, in one request
MAX_REPLY_LENGTH = 45_000  # ms, as in answers/sender.js


class Line:
    """The line between phone and server: it can be cut, and every third reply is lost on it."""

    def __init__(self, phone):
        self.phone, self.is_cut, self.carried = phone, False, 0
        self.reached, self.acknowledged = set(), set()
        phone.route(ANSWERS, self.carry)

    def carry(self, route):
        if self.is_cut:
            route.abort("internetdisconnected")
            return
        reply = route.fetch()
        self.carried += 1
        if reply.status == HTTPStatus.CONFLICT:  # changed while its reply was lost: takes a new id
            self.acknowledged.add(route.request.url.rpartition("/")[2])
            route.fulfill(response=reply)
            return
        said = reply.json()
        ids = {receipt["response_id"] for receipt in said.get("receipts", [said])}
        self.reached |= ids
        if self.carried % 3 == 0:
            route.abort("connectionreset")
            return
        self.acknowledged |= ids
        route.fulfill(response=reply)

    def cut(self, *, is_cut):
        self.is_cut = is_cut
        self.phone.context.set_offline(is_cut)

    def wait_for_one_more(self):
        before = self.carried
        self.cut(is_cut=False)
        while self.carried == before:
            self.phone.wait_for_timeout(10)


def test_network_cut_and_restored_twenty_times_loses_and_doubles_nothing(phone, logged):
    line = Line(phone)
    for number in range(CUTS):
        line.cut(is_cut=True)
        choose(phone, number % OPTIONS)
        expect_state(phone, "phone")
        line.wait_for_one_more()
    expect_state(phone, "received", timeout=30_000)
    stored = logged()
    assert len(stored) == len(line.reached) > CUTS / 2, "what was not sent yet is changed in place"
    assert set(stored) == line.reached == line.acknowledged, "lost replies were asked for again"
    phone.unroute(ANSWERS)
    phone.reload()
    expect(phone.locator(".opts input").nth((CUTS - 1) % OPTIONS)).to_be_checked()
    assert logged() == stored


def test_line_that_falls_silent_does_not_hold_up_what_waits(phone, logged):
    silent = []

    def carry(route):
        if silent:
            route.continue_()
        else:
            silent.append(route)  # no reply, ever

    phone.clock.install()
    phone.route(PUTS, carry)
    choose(phone, 1)
    while not silent:
        phone.wait_for_timeout(10)
    expect_state(phone, "sending")
    phone.clock.fast_forward(MAX_REPLY_LENGTH)
    expect_state(phone, "received")
    assert len(logged()) == 1


def answering_first(phone, status, code, **headers):
    """The server says this to the first sending, and hears the next ones."""
    asked = []

    def answer(route):
        asked.append(route.request.url.rpartition("/")[2])
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=status, json={"code": code}, headers=headers)

    phone.route(PUTS, answer)
    return asked


def test_id_that_is_taken_is_replaced_once_and_the_answer_arrives(phone, logged):
    asked = answering_first(phone, 409, "response-id-taken")
    choose(phone, 1)
    expect_state(phone, "received")
    assert len(set(asked)) == 2
    assert logged() == [asked[1]]


def test_id_that_is_taken_again_is_kept_and_the_page_says_so(phone, logged):
    phone.route(PUTS, lambda route: route.fulfill(status=409, json={"code": "response-id-taken"}))
    choose(phone, 1)
    expect_state(phone, "anew", timeout=SOON)
    phone.unroute(PUTS)
    choose(phone, 2)
    expect_state(phone, "received")
    assert len(logged()) == 1


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [(500, "unexpected", "offline"), (404, "attempt-not-found", "refused"), (404, "", "offline")],
)
def test_answer_that_the_server_never_takes_does_not_hold_up_those_behind_it(
    status, code, says, phone, site, attempt_id, stored
):
    asked, is_over = [], []

    def answer(route):
        if route.request.post_data_json["position"] == 1 and not is_over:
            asked.append(route.request.url)
            route.fulfill(status=status, json={"code": code})
        else:
            route.continue_()

    phone.context.route(PUTS, answer)
    choose(phone, 1)
    expect_state(phone, says)
    phone = switched_off_and_on(phone)  # what a page sends as it is left goes past the route
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/2")
    choose(phone, 2)
    expect_state(phone, "received")
    assert stored() == [(2, True, False)]
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/1")
    expect(phone.locator(".opts input").nth(1)).to_be_checked()
    assert len(set(asked)) == 1, "kept under its own id"
    is_over.append(True)  # without the route, what is under way at that moment would get no reply
    choose(phone, 3)
    expect_state(phone, "received")


def test_later_answer_to_a_question_waits_for_the_one_before_it(phone, stored):
    asked = answering_first(phone, 500, "unexpected")
    choose(phone, 1)
    expect_state(phone, "offline")
    choose(phone, 2)
    expect_state(phone, "received")
    assert len(stored()) == 2
    assert asked[0] == asked[1], "the first one goes first again"


def test_page_of_a_foreign_network_is_no_receipt(phone, logged):
    asked = []

    def answer(route):
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=200, json={"welcome": "to this hotel"})

    phone.route(PUTS, answer)
    choose(phone, 1)
    expect_state(phone, "offline")
    expect_state(phone, "received")
    assert len(logged()) == 1


NO_STORAGE = """Object.defineProperty(window, "indexedDB", {
  get() { throw new DOMException("not here", "SecurityError"); }
});"""


def test_browser_that_keeps_nothing_says_so_and_still_sends(phone, logged):
    phone.context.add_init_script(NO_STORAGE)
    phone.reload()
    phone.context.set_offline(True)
    choose(phone, 1)
    expect_state(phone, "page")
    phone.context.set_offline(False)
    expect_state(phone, "received")
    assert len(logged()) == 1


def test_answer_that_was_refused_before_lets_the_test_be_handed_in(phone, site, attempt_id, stored):
    refused = {"status": 422, "json": {"code": "response-refused"}}
    phone.route(PUTS, lambda route: route.fulfill(**refused))
    choose(phone, 1)
    expect_state(phone, "refused")
    phone.goto(f"{site.origin}/attempts/{attempt_id}/submit")
    note = phone.locator("[data-unsent]")
    expect(note).to_have_attribute("data-state", "refused", timeout=SOON)
    phone.locator("form[data-ending] button.main").click()
    phone.wait_for_url("**/result")
    assert stored() == []


def test_answer_to_a_test_that_is_gone_is_taken_off_the_phone_and_the_page_says_so(
    phone, site, attempt_id, logged
):
    """The one to a test that is there goes its way."""
    keep(phone, {attempt: [mark(1)] for attempt in (uuid4(), attempt_id)})
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/2")
    wait_for(phone, logged, 1)
    wait_until_sent(phone, left=1)
    phone.wait_for_timeout(500)
    assert count_waiting(phone) == 1, "a page that could not say so keeps it"
    phone.goto(f"{site.origin}/attempts/{attempt_id}/submit")
    expect(phone.locator("[data-unsent]")).to_have_attribute("data-state", "gone", timeout=SOON)
    assert count_waiting(phone) == 0
    phone.reload()
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    assert len(logged()) == 1


SIGNED_OUT = {"status": 401, "json": {"code": "sign-in-needed"}}  # no timer sends again after it


def ending_page(phone, site, attempt_id, waiting, **reply):
    """The page before handing in, with answers to these attempts; they get `reply`."""
    phone.wait_for_function(HAS_KEY)  # the question has left it, for the file of its answers
    phone.goto(f"{site.origin}/attempts/{attempt_id}/submit")
    phone.route(PUTS, lambda route: route.fulfill(**reply))
    phone.goto(keep(phone, {attempt: [mark(1)] for attempt in waiting}))
    return phone.locator("[data-unsent]")


def test_answer_that_is_dropped_as_the_network_returns_is_said_too(phone, site, attempt_id):
    note = ending_page(phone, site, attempt_id, [uuid4()], **SIGNED_OUT)
    expect(note).to_have_attribute("data-state", "signedOut", timeout=SOON)
    phone.unroute(PUTS)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(note).to_have_attribute("data-state", "gone", timeout=SOON)
    assert count_waiting(phone) == 0


@pytest.mark.parametrize(
    ("status", "code", "says"), [(422, "response-refused", "refused"), (401, "", "signedOut")]
)
def test_answer_that_is_dropped_is_said_while_another_one_waits_which_is_still_offered_as_a_file(
    status, code, says, phone, site, attempt_id
):
    note = ending_page(phone, site, attempt_id, [uuid4(), attempt_id], **SIGNED_OUT)
    expect(note).to_have_attribute("data-state", "signedOut", timeout=SOON)
    phone.unroute(PUTS)
    other = {"status": status, "json": {"code": code}}
    phone.route(f"**/attempts/{attempt_id}/responses/*", lambda route: route.fulfill(**other))
    phone.reload()
    expect(note).to_have_attribute("data-state", says, timeout=SOON)
    expect(note).to_contain_text(note.get_attribute("data-gone"))
    expect(note).to_contain_text(note.get_attribute(f"data-{says.replace('O', '-o')}"))
    expect(phone.locator("[data-answers-file]")).to_be_visible()
    assert count_waiting(phone) == 1


def test_test_is_not_handed_in_before_it_was_read_that_an_answer_was_dropped(
    phone, site, attempt_id
):
    note = ending_page(phone, site, attempt_id, [uuid4()], **SIGNED_OUT)
    expect(note).to_have_attribute("data-state", "signedOut", timeout=SOON)
    phone.unroute(PUTS)
    phone.locator("form[data-ending] button.main").click()
    expect(note).to_have_attribute("data-state", "press", timeout=SOON)
    for sentence in ("gone", "press"):
        expect(note).to_contain_text(note.get_attribute(f"data-{sentence}"))
    assert count_waiting(phone) == 0
    phone.locator("form[data-ending] button.main").click()
    phone.wait_for_url("**/result")


def test_answer_sent_while_somebody_else_was_signed_in_is_sent_again_by_its_own_person(
    phone, logged
):
    """Whose phone it is was seen after that: it is no word about the test."""
    asked = answering_first(phone, 404, "attempt-not-found")
    choose(phone, 1)
    expect_state(phone, "received")
    assert logged() == asked[:1]


def test_server_that_is_busy_gets_the_time_it_asks_for_and_the_same_answer(phone, logged):
    asked = answering_first(phone, 429, "too-many", **{"Retry-After": "1"})
    choose(phone, 1)
    expect_state(phone, "offline")
    expect_state(phone, "received")
    assert len(asked) == 2
    assert len(set(asked)) == 1
    assert logged() == asked[:1]


def test_full_phone_says_so_and_the_open_page_still_sends(phone, logged):
    phone.evaluate(
        """() => {
          IDBObjectStore.prototype.put = () => {
            throw new DOMException("no room", "QuotaExceededError");
          };
        }"""
    )
    phone.context.set_offline(True)
    choose(phone, 1)
    expect_state(phone, "full")
    phone.context.set_offline(False)
    expect_state(phone, "received")
    assert len(logged()) == 1
