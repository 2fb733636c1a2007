"""The bridge between the event loop and the WSGI program, without a server."""

import asyncio
from io import UnsupportedOperation
from threading import Event

import pytest

from courses.olx import archive
from lms.adapters import asgi_bridge
from lms.adapters.asgi_bridge import MAX_BODY, MAX_IN_MEMORY, AsgiBridge
from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE
from lms.api.v1.rosters import MAX_BODY_SIZE
from lms.web.rosters.upload import MAX_PASTE

FORM_OVERHEAD = 64 * 1024
SCOPE = {
    "type": "http",
    "method": "POST",
    "raw_path": b"/caf%C3%A9/%2F",
    "query_string": b"q=%20",
    "http_version": "1.1",
    "scheme": "http",
    "server": ("127.0.0.1", "8000"),
    "client": ("192.0.2.7", "4711"),
}


class Client:
    """One request: `pieces` are received in order, and everything sent is collected."""

    def __init__(self, *pieces, headers=(), stays=False):
        self.pieces, self.stays = list(pieces), stays
        self.scope = SCOPE | {"headers": [(b"host", b"127.0.0.1:8000"), *headers]}
        self.status, self.headers, self.body = None, [], b""

    async def receive(self):
        if self.pieces:
            piece = self.pieces.pop(0)
            more = bool(self.pieces) or self.stays
            return {"type": "http.request", "body": piece, "more_body": more}
        if self.stays:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        else:
            self.body += message["body"]

    def ask(self, bridge):
        asyncio.run(bridge(self.scope, self.receive, self.send))
        return self.status


def length(size):
    return (b"content-length", str(size).encode())


def echo(environ, start_response):
    start_response("200 OK", [("X-Path", environ["PATH_INFO"])])
    return [environ["wsgi.input"].read()]


@pytest.fixture
def bridge():
    return AsgiBridge(echo, threads=1)


def test_a_body_in_pieces_is_put_together(bridge):
    client = Client(b"ab", b"cd", headers=[length(4)])
    assert client.ask(bridge) == 200
    assert client.body == b"abcd"


def test_a_long_body_waits_in_a_file_and_leaves_it_when_answered(bridge):
    body = b"x" * (MAX_IN_MEMORY + 1)
    client = Client(body[:9], body[9:], headers=[(b"transfer-encoding", b"chunked")])
    client.ask(bridge)
    assert client.body == body
    assert bridge._files.bytes_on_disk == 0


def test_a_body_that_stops_is_refused_in_time(bridge, monkeypatch):
    monkeypatch.setattr(asgi_bridge, "GRACE_SECONDS", 0.2)
    client = Client(b"abcd", headers=[length(1000)], stays=True)
    assert client.ask(bridge) == 408
    assert (b"connection", b"close") in client.headers


def test_steady_bytes_keep_a_body_alive(bridge, monkeypatch):
    monkeypatch.setattr(asgi_bridge, "GRACE_SECONDS", 1.5)
    pieces = [b"x" * 200 for _ in range(5)]
    client = Client(*pieces, headers=[length(1000)])
    receive = client.receive

    async def receive_slowly():
        await asyncio.sleep(0.4)
        return await receive()

    client.receive = receive_slowly
    assert client.ask(bridge) == 200


def test_more_uploads_than_the_disk_may_hold_are_refused(bridge, monkeypatch):
    monkeypatch.setattr(asgi_bridge, "MAX_IN_FILES", MAX_IN_MEMORY)
    client = Client(b"x" * (MAX_IN_MEMORY + 1), headers=[length(MAX_IN_MEMORY + 1)])
    assert client.ask(bridge) == 503
    assert dict(client.headers)[b"retry-after"] == b"60"
    assert bridge._files.bytes_on_disk == 0
    assert Client(b"small", headers=[length(5)]).ask(bridge) == 200


def test_a_body_that_no_route_accepts_is_not_read(bridge):
    client = Client(b"x", headers=[length(MAX_BODY + 1)])
    client.ask(bridge)
    assert client.pieces == [b"x"]


def test_an_incomplete_body_is_refused(bridge):
    client = Client(headers=[length(4)])
    assert client.ask(bridge) == 400
    assert (b"connection", b"close") in client.headers


def test_the_environment_says_what_the_request_said():
    seen = {}

    def program(environ, start_response):
        seen.update(environ)
        start_response("204 No Content", [])
        return []

    cookies = [(b"cookie", b"a=1"), (b"cookie", b"b=\xe9")]
    forged = [(b"x_forwarded_for", b"198.51.100.1"), (b"x-forwarded-for", b"192.0.2.8")]
    Client(headers=[*cookies, *forged]).ask(AsgiBridge(program, threads=1))
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/café//"
    assert seen["QUERY_STRING"] == "q=%20"
    assert seen["HTTP_COOKIE"] == "a=1; b=\xe9"
    assert seen["HTTP_X_FORWARDED_FOR"] == "192.0.2.8"
    assert (seen["REMOTE_ADDR"], seen["SERVER_PORT"]) == ("192.0.2.7", "8000")
    assert "PATH" not in seen  # nothing of the process


def test_a_long_answer_holds_no_thread_between_its_pieces():
    """A client reads the first piece and no more; another is answered by the only thread."""
    closed = Event()

    class Pieces:
        def __iter__(self):
            return (b"x" * 1000 for _ in range(10_000))

        def close(self):
            closed.set()

    def program(environ, start_response):
        start_response("200 OK", [])
        return Pieces() if environ["REQUEST_METHOD"] == "GET" else [b"here"]

    bridge = AsgiBridge(program, threads=1)
    slow, quick = Client(), Client(b"a", headers=[length(1)])
    slow.scope["method"] = "GET"

    async def send_nothing(message):
        if message["type"] == "http.response.body":
            await asyncio.sleep(60)

    async def both():
        reading = asyncio.create_task(bridge(slow.scope, slow.receive, send_nothing))
        await asyncio.sleep(0.2)
        async with asyncio.timeout(10):
            await bridge(quick.scope, quick.receive, quick.send)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    asyncio.run(both())
    assert quick.body == b"here"
    assert closed.is_set()


def test_an_answer_that_breaks_off_is_closed_and_says_so():
    closed = Event()

    class Broken:
        def __iter__(self):
            yield b"x"
            raise UnsupportedOperation

        def close(self):
            closed.set()

    def program(_environ, start_response):
        start_response("200 OK", [])
        return Broken()

    with pytest.raises(UnsupportedOperation):
        Client().ask(AsgiBridge(program, threads=1))
    assert closed.is_set()


def test_every_route_may_take_what_it_accepts():
    accepted = (
        archive.MAX_BYTES + FORM_OVERHEAD,
        MAX_FILE_SIZE + MAX_PASTE + FORM_OVERHEAD,
        MAX_BODY_SIZE,
    )
    assert max(accepted) <= MAX_BODY
