"""Requests to other servers reach public addresses only, and end in time and size."""

import socket
import ssl
import struct
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from threading import Event, Thread
from time import monotonic
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

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


@pytest.mark.parametrize(
    "url", ["ftp://8.8.8.8/keys", "https://[", "https:///keys", "https://a:port/keys"]
)
def test_address_that_is_none(url):
    assert reason_of(url) in ("url", "unknown-host", "inside-network")


def test_slow_name_server_ends_in_time(monkeypatch):
    released = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_query, **_kind: [released.wait(9)])
    begun = monotonic()
    assert reason_of("https://slow.example/", seconds=0.5) == "timeout"
    assert monotonic() - begun < 3
    released.set()


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


@contextmanager
def dripping_server(context=None):
    """A server that sends a byte every 50 ms, over TLS with a `context`. Gives its URL."""
    listener, is_over = socket.create_server(("127.0.0.1", 0)), Event()

    def serve():
        with suppress(OSError), ExitStack() as stack:
            connection, _address = listener.accept()
            stack.enter_context(connection)
            if context:
                secure = context.wrap_socket(connection, server_side=True)
                connection = stack.enter_context(secure)
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not is_over.wait(0.05):
                connection.sendall(b" ")

    thread = Thread(target=serve, daemon=True)
    thread.start()
    scheme = "https" if context else "http"
    try:
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        is_over.set()
        thread.join(5)
        listener.close()


@pytest.fixture
def tls_server(tmp_path, monkeypatch):
    """The context of a server whose certificate this process trusts."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("is_secure", [False, True], ids=["http", "https"])
def test_response_that_drips_ends_in_time(is_secure, tls_server):
    with dripping_server(tls_server if is_secure else None) as url:
        began = monotonic()
        assert reason_of(url, allow_loopback=True, seconds=0.6, max_size=150) == "timeout"
        assert monotonic() - began < 3


def test_tls_handshake_that_never_answers_ends_in_time():
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
    assert reason_of(url, allow_loopback=True, seconds=0.3) == "timeout"
    listener.close()


def test_tls_with_an_unknown_certificate(tls_server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with dripping_server(tls_server) as url:
        assert reason_of(url, allow_loopback=True) == "tls"


def test_tls_server_that_resets_the_connection():
    listener = socket.create_server(("127.0.0.1", 0))

    def reset():
        connection, _address = listener.accept()
        # Linger for 0 seconds: the connection is reset, not closed.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    thread = Thread(target=reset, daemon=True)
    thread.start()
    url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
    assert reason_of(url, allow_loopback=True) in ("unreachable", "tls")
    thread.join(5)
    listener.close()
