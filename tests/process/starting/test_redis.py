"""Redis is a comfort: without an answer from it people still come in, and work is still done."""

from contextlib import closing
from http.client import HTTPConnection

from tests.process.people import sign_up
from tests.runner.postgres import free_port


def test_a_redis_that_does_not_answer_keeps_nobody_out(started_once):
    started_once.variables["PAYUNG_REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    started_once.start()
    _browser, page = sign_up(started_once, "Ratna Dewi", "ratna@payung.example")
    assert (page.status, page.url.endswith("/home")) == (200, True)


def test_a_redis_that_does_not_answer_keeps_no_program_out(started_once):
    started_once.variables["PAYUNG_REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    started_once.start()

    def ask():
        connection = HTTPConnection("127.0.0.1", started_once.port, timeout=20)
        with closing(connection):
            connection.request("GET", "/api/v1/certificates/0000-0000-0000-0000")
            answer = connection.getresponse()
            return answer.status, int(answer.getheader("RateLimit-Remaining"))

    (first, left), (second, left_then) = ask(), ask()
    assert (first, second) == (404, 404)
    assert left - left_then == 1
