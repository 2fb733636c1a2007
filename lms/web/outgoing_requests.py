"""Requests to other sites while a person waits. Slow sites do not hold all threads.

Sign-in providers and learning platforms share one limit. Jobs have no such limit, since nobody
waits for them.
"""

from collections.abc import Mapping
from threading import BoundedSemaphore
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from lms.adapters.http.fetch import FetchedResponse, FetchFailed, fetch
from lms.kernel.errors import Unavailable

EXTENSION: Final = "outgoing_requests"
WAIT: Final = 1.0  # seconds, until another request has ended
PAUSE: Final = 20.0  # seconds without requests to a host that was too slow
RETRY_AFTER: Final = {"Retry-After": "10"}  # seconds; a header of pages that say SitesBusy


class SitesBusy(Unavailable):
    """The request was not sent, since as many as may wait for other sites wait already."""

    code = "sites-busy"


class OutgoingRequests:
    """Half the threads of a process may wait for other sites, one if it has no more."""

    def __init__(self, threads: int) -> None:
        self._slots = BoundedSemaphore(max(1, threads // 2))
        self._paused_until: dict[str, float] = {}

    def send(
        self,
        url: str,
        *,
        method: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
        seconds: float,
        max_size: int,
        allow_loopback: bool,
    ) -> FetchedResponse:
        """Send a request. Raises FetchFailed or SitesBusy.

        `seconds` are those of the site: the wait for a slot, at most WAIT, comes before them.
        """
        host = _host_of(url)
        if not self._slots.acquire(timeout=min(WAIT, seconds)):
            raise SitesBusy()
        try:
            if monotonic() < self._paused_until.get(host, 0.0):
                raise FetchFailed(reason="timeout-before")
            return fetch(
                url,
                method=method,
                body=body,
                headers=headers,
                seconds=seconds,
                max_size=max_size,
                allow_loopback=allow_loopback,
            )
        except FetchFailed as problem:
            if problem.parameters["reason"] == "timeout":
                self._paused_until[host] = monotonic() + PAUSE
            raise
        finally:
            self._slots.release()


def send_request(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 5.0,
    max_size: int = 262_144,
    allow_loopback: bool = False,
) -> FetchedResponse:
    """Send a request within the limit of this process; otherwise as `fetch`.

    Raises FetchFailed or SitesBusy.
    """
    extensions = current_app.extensions
    threads = extensions["settings"].threads
    requests: OutgoingRequests = extensions.setdefault(EXTENSION, OutgoingRequests(threads))
    return requests.send(
        url,
        method=method,
        body=body,
        headers=headers,
        seconds=seconds,
        max_size=max_size,
        allow_loopback=allow_loopback,
    )


def _host_of(url: str) -> str:
    """Host and port of an address; "" for one that cannot be read, which `fetch` refuses."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
