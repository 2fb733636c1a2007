"""Many answers wait on a phone: they go in one request, and none is lost or doubled by it."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    SOON,
    answers_in_turn,
    choose,
    count_waiting,
    expect_state,
    keep,
    mark,
    wait_for,
)

MANY = 12
TOGETHER = "**/responses"


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


def wait_until_sent(phone, left=0):
    for _ in range(SOON // 100):
        waiting = count_waiting(phone)
        if waiting == left:
            return
        phone.wait_for_timeout(100)
    raise AssertionError(f"{waiting} wait")


def ids(answers):
    return [answer["id"] for answer in answers]


def test_they_go_in_one_request_in_the_order_given(phone, attempt_id, asked, logged):
    answers = answers_in_turn(phone, MANY)
    keep(phone, attempt_id, answers)
    phone.reload()
    expect_state(phone, "received")
    wait_until_sent(phone)
    assert (asked, logged()) == (["POST"], ids(answers))
    chosen = phone.locator(".opts input").nth((MANY - 1) % phone.locator(".opts input").count())
    expect(chosen).to_be_checked()


def test_two_go_by_themselves(phone, attempt_id, marks, asked, logged):
    keep(phone, attempt_id, marks[:2])
    phone.reload()
    wait_until_sent(phone)
    assert (asked, logged()) == (["PUT", "PUT"], ids(marks[:2]))


def test_more_than_fifty_go_in_two_requests(phone, attempt_id, asked, logged):
    answers = answers_in_turn(phone, 60)
    keep(phone, attempt_id, answers)
    phone.reload()
    wait_until_sent(phone)
    assert (asked, logged()) == (["POST", "POST"], ids(answers))


def test_one_that_is_refused_stays_by_itself(phone, site, attempt_id, marks, asked, logged):
    marks[3]["fields"] = {"answer": ["no option"]}
    keep(phone, attempt_id, marks)
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
    keep(phone, attempt_id, marks)
    phone.reload()
    wait_until_sent(phone)
    assert (asked, logged()) == (["POST", *then], ids(marks))


def test_what_is_chosen_while_they_are_on_their_way_follows_them(phone, attempt_id, asked, logged):
    answers, held = answers_in_turn(phone, MANY), []
    phone.route(TOGETHER, lambda route: held.append(route))
    keep(phone, attempt_id, answers)
    phone.reload()
    while not held:
        phone.wait_for_timeout(10)
    expect_state(phone, "sending")
    choose(phone, 2)
    held.pop().continue_()
    expect_state(phone, "received")
    wait_until_sent(phone)
    assert asked == ["POST", "PUT"]
    stored = logged()
    assert stored[:MANY] == ids(answers)
    assert len(stored) == MANY + 1
    assert UUID(stored[-1]).version == 4


def test_they_arrive_before_the_test_is_handed_in(phone, site, attempt_id, marks, asked, logged):
    keep(phone, attempt_id, marks)
    phone.goto(f"{site.origin}/attempts/{attempt_id}/submit")
    wait_for(phone, logged, MANY)
    assert count_waiting(phone) == 0
    assert (asked, logged()) == (["POST"], ids(marks))
    phone.locator("form[data-ending] button.main").click()
    phone.wait_for_url("**/result")
