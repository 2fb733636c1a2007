"""What an answer costs a learner in data, sent by the script of the page: both ways, with headers.

Headers are counted as HTTP/1.1 writes them out; with HTTP/2 most of them go once a connection. The
server of these tests names itself at more length than the one of the program, and ends connections.
"""

import pytest

from tests.browser.phones import (
    answers_in_turn,
    choose,
    expect_state,
    keep,
    wait_until,
    wait_until_sent,
)
from tests.browser.visit import KB

ONE_ANSWER, MANY, MANY_ANSWERS = 1.5 * KB, 50, 8 * KB
SERVER = "server: granian\r\n"


@pytest.fixture
def carried(phone):
    """Bytes of each answer on the line, in the order in which they were received."""
    sizes = []

    def note(request):
        if "/responses" in request.url:
            headers = request.response().all_headers()
            own = sum(len(f"{name}: {headers[name]}\r\n") for name in ("server", "connection"))
            sizes.append(sum(request.sizes().values()) - own + len(SERVER))

    phone.on("requestfinished", note)
    return sizes


def test_one_answer(phone, carried):
    choose(phone, 1)
    wait_until(phone, lambda: carried)
    expect_state(phone, "received")
    assert sum(carried) <= ONE_ANSWER


def test_fifty_answers_that_waited(phone, attempt_id, carried):
    phone.goto(keep(phone, {attempt_id: answers_in_turn(phone, MANY)}))
    wait_until(phone, lambda: carried)
    wait_until_sent(phone)
    assert len(carried) == 1
    assert sum(carried) <= MANY_ANSWERS
