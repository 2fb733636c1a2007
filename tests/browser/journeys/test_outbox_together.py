"""Many answers wait on a phone: they go in one request, and none is lost or doubled by it."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    COVER,
    RELOADED,
    answers_in_turn,
    choose,
    count_waiting,
    expect_state,
    keep,
    keep_meanwhile,
    mark,
    wait_for,
    wait_until,
    wait_until_sent,
)

MANY = 12
TOGETHER = "**/responses"
CHANGE = """([id, body]) => new Promise((done) => {
  const opened = indexedDB.open("payung-answers", 1);
  opened.onsuccess = () => {
    const transaction = opened.result.transaction("answers", "readwrite");
    const store = transaction.objectStore("answers");
    store.getAll().onsuccess = ({ target }) => {
      store.put({ ...target.result.find((answer) => answer.id === id), body });
    };
    transaction.oncomplete = done;
  };
})"""


@pytest.fixture
def marks():
    """One on each of the first questions."""
    return [mark(number + 1) for number in range(MANY)]


@pytest.fixture
def asked(phone):
    """The method of each request with answers, in order."""
    methods = []

    def note(request):
        if "/responses" in request.url:
            methods.append(request.method)

    phone.on("request", note)
    return methods


def change(phone, response_id, answer):
    """What waits under this id becomes another answer, as by a page that shows it."""
    body = {name: value for name, value in answer.items() if name != "id"}
    phone.evaluate(CHANGE, [response_id, json.dumps(body)])


def ids(answers):
    return [answer["id"] for answer in answers]


def test_they_go_in_one_request_in_the_order_given(phone, attempt_id, asked, logged):
    answers = answers_in_turn(phone, MANY)
    phone.goto(keep(phone, {attempt_id: answers}))
    expect_state(phone, "received")
    wait_until_sent(phone)
    assert (asked, logged()) == (["POST"], ids(answers))
    chosen = phone.locator(".opts input").nth((MANY - 1) % phone.locator(".opts input").count())
    expect(chosen).to_be_checked()


def test_two_go_by_themselves(phone, attempt_id, marks, asked, logged):
    phone.goto(keep(phone, {attempt_id: marks[:2]}))
    wait_until_sent(phone)
    assert (asked, logged()) == (["PUT", "PUT"], ids(marks[:2]))


def test_more_than_fifty_go_in_two_requests(phone, attempt_id, asked, logged):
    answers = answers_in_turn(phone, 60)
    phone.goto(keep(phone, {attempt_id: answers}))
    wait_until_sent(phone)
    assert (asked, logged()) == (["POST", "POST"], ids(answers))


def test_one_that_is_refused_stays_by_itself(phone, site, attempt_id, marks, asked, logged):
    marks[3]["fields"] = {"answer": ["no option"]}
    keep(phone, {attempt_id: marks})
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/4")
    expect_state(phone, "refused")
    wait_until_sent(phone, left=1)
    assert asked == ["POST", "PUT"]
    assert logged() == ids(marks[:3] + marks[4:])


def lost(route):
    route.fetch()
    route.abort("connectionreset")


def failing(status, **reply):
    return lambda route: route.fulfill(status=status, **reply)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (lost, ["POST"]),
        (failing(503, json={"code": "busy"}, headers={"Retry-After": "1"}), ["POST"]),
        (failing(400, json={"code": "form-expired"}), ["POST"]),
        (failing(200, json={"welcome": "to this hotel"}), ["POST"]),
        (failing(500, json={"code": "unexpected"}), ["PUT"] * MANY),
        (failing(404, body="of a proxy that knows no such address"), ["PUT"] * MANY),
    ],
    ids=["lost", "busy", "expired", "hotel", "fault", "unknown"],
)
def test_whatever_becomes_of_the_request_each_arrives_once(
    first, then, phone, attempt_id, marks, asked, logged
):
    replies = [first]
    phone.route(TOGETHER, lambda route: replies.pop()(route) if replies else route.continue_())
    phone.goto(keep(phone, {attempt_id: marks}))
    wait_until_sent(phone)
    assert (asked, logged()) == (["POST", *then], ids(marks))


@pytest.fixture
def held(phone):
    """The first request with many stays on its way until `carry` lets it go."""
    routes = []

    def carry(route):
        if routes:
            route.continue_()
        else:
            routes.append(route)

    phone.route(TOGETHER, carry)
    return routes


def load_until_sent(phone, address):
    with phone.expect_request(TOGETHER):
        phone.goto(address)


def test_what_is_chosen_while_they_are_on_their_way_follows_them(
    phone, site, attempt_id, held, asked, logged
):
    answers = answers_in_turn(phone, MANY)
    load_until_sent(phone, keep(phone, {attempt_id: answers}))
    expect_state(phone, "sending")
    choose(phone, 2)
    held[0].continue_()
    expect_state(phone, "received")
    wait_until_sent(phone)
    assert asked == ["POST", "PUT"]
    assert logged()[:-1] == ids(answers)


@pytest.mark.parametrize("page", ["items/1", "all"])
def test_page_that_is_left_meanwhile_lets_nothing_overtake_them(
    page, phone, site, attempt_id, held, logged
):
    answers = answers_in_turn(phone, MANY)
    keep(phone, {attempt_id: answers})
    load_until_sent(phone, f"{site.origin}/attempts/{attempt_id}/{page}")
    state = phone.locator("p[data-state]").first
    expect(state).to_have_attribute("data-state", "sending")
    choose(phone, 1)
    expect(state).to_have_attribute("data-state", "phone")
    phone.evaluate(COVER, "hidden")
    phone.wait_for_timeout(500)
    held[0].continue_()
    wait_for(phone, logged, MANY + 1)
    assert logged()[:-1] == ids(answers)


def test_answer_changed_while_it_was_sent_is_not_overtaken_by_a_second_request(
    phone, site, attempt_id, held, logged
):
    first, changed, last = answers_in_turn(phone, 3)
    keep(phone, {attempt_id: [first, mark(2), mark(3), mark(4)]})
    load_until_sent(phone, f"{site.origin}/attempts/{attempt_id}/items/9")
    change(phone, first["id"], changed)
    keep_meanwhile(phone, {attempt_id: [last, mark(5), mark(6), mark(7)]})
    held[0].continue_()
    wait_until_sent(phone)
    assert logged()[-1] == last["id"]


def test_one_that_is_refused_holds_up_its_own_question_only(phone, site, attempt_id, asked, logged):
    answers = [mark(1 + number % 20) for number in range(110)]
    answers[0]["fields"] = {"answer": ["no option"]}
    keep(phone, {attempt_id: answers})
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/19")
    wait_until_sent(phone)
    of_the_first = [answer["id"] for answer in answers[1:] if answer["position"] == 1]
    assert (asked.count("POST"), asked.count("PUT")) == (3, 1 + len(of_the_first))
    stored = logged()
    assert set(stored) == set(ids(answers[1:]))
    assert [one for one in stored if one in of_the_first] == of_the_first


def test_answers_to_a_test_that_is_gone_hold_up_no_other_test(
    phone, site, attempt_id, marks, asked, logged
):
    keep(phone, {uuid4(): [mark(1), mark(2), mark(3)], attempt_id: marks})
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/20")
    wait_for(phone, logged, MANY)
    assert asked[:2] == ["POST", "POST"]
    assert logged() == ids(marks)


def test_whoever_is_signed_out_is_not_told_that_the_network_is_missing(
    phone, site, attempt_id, marks, asked
):
    phone.route("**/responses**", failing(401, json={"code": "sign-in-needed"}))
    keep(phone, {attempt_id: marks})
    phone.goto(f"{site.origin}/attempts/{attempt_id}/items/4")
    wait_until(phone, lambda: len(asked) >= 2)
    phone.wait_for_timeout(500)
    expect_state(phone, "phone")
    assert asked == ["POST", "PUT"]


def test_they_arrive_before_the_test_is_handed_in(phone, site, attempt_id, marks, asked, logged):
    keep(phone, {attempt_id: marks})
    phone.goto(f"{site.origin}/attempts/{attempt_id}/submit")
    phone.wait_for_function(RELOADED)  # as it counts anew what is blank
    phone.wait_for_load_state()
    assert count_waiting(phone) == 0
    assert (asked, logged()) == (["POST"], ids(marks))
    phone.locator("form[data-ending] button.main").click()
    phone.wait_for_url("**/result")
