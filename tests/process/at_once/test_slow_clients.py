"""Clients that send or read slowly hold no thread: everybody else is answered within a second."""

import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median

import pytest

CLIENTS = 50
SECONDS = 8  # that the slow clients stay
PAGES = ("/healthz", "/readyz", "/", "/sign-in", "/verify")
SLOW_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname"
)
UNREAD_PAGES = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" * 400


def seconds_of(port, page):
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", page)
        assert connection.getresponse().status == 200
    finally:
        connection.close()
    return time.monotonic() - began


def connect(port, sent):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.setblocking(False)
    client.send(sent % ((port,) * sent.count(b"%d")))
    return client


@pytest.mark.parametrize("sent", [SLOW_BODY, UNREAD_PAGES], ids=["bodies", "readers"])
def test_pages_are_answered_while_fifty_clients_are_slow(started_once, sent):
    started_once.start()
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(started_once.port, sent)) for _ in range(CLIENTS)]
        until = time.monotonic() + SECONDS
        taken = []
        while time.monotonic() < until:
            taken += [seconds_of(started_once.port, page) for page in PAGES]
            for number, client in enumerate(slow):
                if sent == SLOW_BODY and number % 2:
                    client.send(b"a")  # half of them go on, a byte at a time
            time.sleep(0.2)
    assert median(taken) < 1
    assert max(taken) < 10  # room for a machine on which other tests run; without the bridge: never


def test_a_body_in_pieces_is_read_whole(started_once):
    """A form that arrives over seconds, as from a phone at the edge of a network."""
    started_once.start()
    body = b"contact=nobody%40payung.example&password=long-enough-to-be-one"
    head = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", started_once.port), timeout=10) as client:
        client.sendall(head % (started_once.port, len(body)) + form)
        for start in range(0, len(body), 20):
            time.sleep(0.3)
            client.sendall(body[start : start + 20])
        answer = client.makefile("rb").readline()
    assert answer.split()[1] == b"400"  # read whole, and refused for its missing form token
