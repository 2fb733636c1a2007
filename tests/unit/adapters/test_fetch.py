"""Requests to other servers reach public addresses only, and end in time and size."""

import socket
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlsplit

import pytest

from lms.adapters.http.fetch import FetchFailed, fetch, find_addresses


@contextmanager
def server(answer):
    """A server that sends these bytes to one client. Gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _address = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/keys?a=1"
    thread.join(5)
    listener.close()


def reason_of(url, **limits):
    with pytest.raises(FetchFailed) as failed:
        fetch(url, **limits)
    return failed.value.parameters["reason"]


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/keys",
        "https://192.168.1.1/keys",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/keys",
        "https://0.0.0.0/keys",
        "https://[::1]/keys",
        "https://[fc00::1]/keys",
        "https://[::ffff:10.0.0.1]/keys",
        "https://[2002:0a00:0001::]/keys",
        "https://224.0.0.1/keys",
        "https://2130706433/keys",
        "http://127.0.0.1/keys",
    ],
)
def test_address_inside_the_network(url):
    assert reason_of(url) == "inside-network"


@pytest.mark.parametrize("url", ["https://10.0.0.1/keys", "https://[fe80::1]/keys"])
def test_local_trial_reaches_loopback_alone(url):
    assert reason_of(url, allow_loopback=True) == "inside-network"
    assert find_addresses(urlsplit("http://127.0.0.1:8000"), allow_loopback=True) == (
        ["127.0.0.1"],
        8000,
    )


@pytest.mark.parametrize("url", ["ftp://8.8.8.8/keys", "https:///keys", "https://a:port/keys"])
def test_address_that_is_none(url):
    assert reason_of(url) in ("url", "unknown-host", "inside-network")


def test_public_address_without_tls():
    assert reason_of("http://8.8.8.8/keys") == "not-https"


def test_response_and_redirect():
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as url:
        response = fetch(url, allow_loopback=True)
    assert (response.status, response.body) == (200, b"{}")
    with server(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n") as url:
        assert fetch(url, allow_loopback=True).status == 302


def test_response_that_is_too_large():
    with server(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000) as url:
        assert reason_of(url, allow_loopback=True, max_size=2999) == "too-large"
    with server(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000) as url:
        assert len(fetch(url, allow_loopback=True, max_size=3000).body) == 3000


@pytest.mark.parametrize(
    "answer",
    [b"", b"no http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"],
)
def test_response_that_is_none(answer):
    with server(answer) as url:
        assert reason_of(url, allow_loopback=True) in ("unreachable", "incomplete")


def test_port_without_a_server():
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    assert reason_of(f"http://127.0.0.1:{port}/", allow_loopback=True) == "unreachable"
