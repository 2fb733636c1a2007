"""HTTP requests to addresses that administrators have entered or other systems have named.

Limits: the whole request within `seconds`, a body of at most `max_size` bytes, no redirects, and
only public addresses. In a local trial, loopback addresses are allowed too, without TLS.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from time import monotonic
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, urlsplit

from lms.kernel.errors import Unavailable

DEFAULT_PORTS: Final = {"https": 443, "http": 80}
CHUNK: Final = 16_384


class FetchFailed(Unavailable):
    """The request has failed. `reason` is a code without personal data."""

    code = "fetch-failed"


@dataclass(frozen=True, slots=True)
class FetchedResponse:
    """Status, body and headers of a response. Names of headers are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class RequestSender(Protocol):
    """Sends a request as `fetch` does."""

    def __call__(
        self,
        url: str,
        *,
        method: str = ...,
        body: bytes | None = ...,
        headers: Mapping[str, str] | None = ...,
        seconds: float = ...,
        max_size: int = ...,
        allow_loopback: bool = ...,
    ) -> FetchedResponse: ...


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 5.0,
    max_size: int = 262_144,
    allow_loopback: bool = False,
) -> FetchedResponse:
    """Send one request and return the response, also one with an error status.

    Raises FetchFailed.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise FetchFailed(reason="url") from None
    deadline = monotonic() + seconds
    addresses = find_addresses(parts, allow_loopback=allow_loopback, seconds=seconds)
    connection = _connect(*addresses, deadline)
    if parts.scheme == "https":
        connection = _wrap(connection, parts.hostname or "")
    # Time-outs of sockets start anew with each byte that arrives, so a timer ends the connection.
    timer = Timer(max(0.0, deadline - monotonic()), _shut_down, (connection,))
    timer.daemon = True
    timer.start()
    try:
        response = _exchange(connection, parts, method, body, dict(headers or {}), max_size)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        is_late = monotonic() >= deadline
        raise FetchFailed(reason="timeout" if is_late else _reason(problem)) from problem
    finally:
        timer.cancel()
        connection.close()
    if monotonic() >= deadline:  # a body without a length may have been cut by the timer
        raise FetchFailed(reason="timeout")
    return response


def find_addresses(
    parts: SplitResult, *, allow_loopback: bool, seconds: float = 5.0
) -> tuple[list[str], int]:
    """Resolve the host of a URL in time, and check its addresses. Returns them with the port.

    The connection uses these addresses, so that a second look-up cannot give another one. Raises
    FetchFailed.
    """
    try:
        host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
        resolved = _resolve(host, port, seconds)
    except (KeyError, ValueError):
        raise FetchFailed(reason="url") from None
    except OSError as problem:
        raise FetchFailed(reason="unknown-host") from problem
    addresses = [str(entry[4][0]) for entry in resolved]
    is_local = all(ip_address(text).is_loopback for text in addresses)
    if is_local and allow_loopback:
        return addresses, port
    if not all(is_public(ip_address(text)) for text in addresses):
        raise FetchFailed(reason="inside-network")
    if parts.scheme != "https":
        raise FetchFailed(reason="not-https")
    return addresses, port


def _resolve(host: str, port: int, seconds: float) -> list[Any]:
    """Call `getaddrinfo` in a thread, since it has no time-out. Also raises FetchFailed."""
    results: SimpleQueue[list[Any] | Exception] = SimpleQueue()

    def look_up() -> None:
        try:
            results.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, ValueError) as problem:
            results.put(problem)

    Thread(target=look_up, daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except Empty:
        raise FetchFailed(reason="timeout") from None
    if isinstance(result, Exception):
        raise result
    return result


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address belongs to the public internet, also inside of IPv6 transitions."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None,))[-1]
        if inner is not None and not inner.is_global:
            return False
    return address.is_global and not address.is_multicast


def _connect(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """Connect to the first address that answers. Raises FetchFailed."""
    problem: OSError = TimeoutError()
    for address in addresses:
        remaining = deadline - monotonic()
        if remaining <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=remaining)
        except OSError as error:
            problem = error
    raise FetchFailed(reason=_reason(problem)) from problem


def _wrap(connection: socket.socket, host: str) -> ssl.SSLSocket:
    """Add TLS; the handshake follows. Raises FetchFailed if the server has gone meanwhile."""
    try:
        context = ssl.create_default_context()
        connection.getpeername()  # of a connection that was reset, `wrap_socket` leaks its socket
        return context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    except (OSError, ValueError) as problem:
        connection.close()
        raise FetchFailed(reason=_reason(problem)) from problem


def _exchange(
    connection: socket.socket,
    parts: SplitResult,
    method: str,
    body: bytes | None,
    headers: dict[str, str],
    max_size: int,
) -> FetchedResponse:
    host = parts.hostname or ""
    if isinstance(connection, ssl.SSLSocket):
        connection.do_handshake()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    client = http.client.HTTPConnection(host, parts.port or DEFAULT_PORTS[parts.scheme])
    with closing(client):
        client.sock = connection
        client.request(method, path, body, {"Accept": "application/json"} | headers)
        with client.getresponse() as response:
            received = _read(response, max_size)
            return FetchedResponse(response.status, received, _header_values(response))


def _read(response: http.client.HTTPResponse, max_size: int) -> bytes:
    received = bytearray()
    while chunk := response.read(CHUNK):
        received += chunk
        if len(received) > max_size:
            raise FetchFailed(reason="too-large")
    if response.length:  # the connection ended before the announced length
        raise FetchFailed(reason="incomplete")
    return bytes(received)


def _header_values(response: http.client.HTTPResponse) -> Mapping[str, str]:
    """Headers by name; values of the same name are joined by commas (RFC 9110, section 5.3)."""
    headers = response.headers
    return {name.lower(): ", ".join(headers.get_all(name, [])) for name in headers}


def _shut_down(connection: socket.socket) -> None:
    """End the transport. The TLS layer stays, so that the thread that reads sees an error."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _reason(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "timeout"
    return "tls" if isinstance(problem, ssl.SSLError) else "unreachable"
