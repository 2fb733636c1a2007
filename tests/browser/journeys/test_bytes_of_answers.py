"""What an answer costs a learner in data, sent by the script of the page: both ways, with headers.

Some 260 bytes of it are its own. The rest are headers, written out as HTTP/1.1 has them; what waits
goes one by one, so that fifty answers cost fifty times as much.
"""

from uuid import uuid4

import pytest

from tests.browser.phones import choose, expect_state
from tests.browser.visit import KB

ONE_ANSWER, MANY = 2 * KB, 50
KEEP_MANY = """([person, attempt, ids]) => new Promise((done) => {
  const opened = indexedDB.open("payung-answers", 1);
  opened.onsuccess = () => {
    const transaction = opened.result.transaction("answers", "readwrite");
    const box = document.querySelectorAll(".opts input");
    ids.forEach((id, number) => {
      const fields = { answer: [box[number % box.length].value] };
      const body = JSON.stringify({ position: 1, fields, flagged: false });
      transaction.objectStore("answers").put({ id, attempt, position: 1, body, person });
    });
    transaction.oncomplete = done;
  };
})"""


@pytest.fixture
def carried(phone):
    """Bytes of each answer on the line, in the order in which they were received."""
    sizes = []

    def note(request):
        if "/responses/" in request.url:
            sizes.append(sum(request.sizes().values()))

    phone.on("requestfinished", note)
    return sizes


def wait_for(phone, carried, count):
    while len(carried) < count:
        phone.wait_for_timeout(50)


def test_one_answer(phone, carried):
    choose(phone, 1)
    wait_for(phone, carried, 1)
    expect_state(phone, "received")
    assert sum(carried) <= ONE_ANSWER


def test_fifty_answers_that_waited(phone, attempt_id, carried):
    person = phone.locator("form[data-person]").get_attribute("data-person")
    phone.evaluate(KEEP_MANY, [person, str(attempt_id), [str(uuid4()) for _ in range(MANY)]])
    phone.reload()
    wait_for(phone, carried, MANY)
    assert sum(carried) <= MANY * ONE_ANSWER
