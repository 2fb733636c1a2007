"""Requests to providers. A slow provider does not hold the threads that answer people."""

from collections.abc import Mapping
from threading import BoundedSemaphore
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from lms.adapters.http.fetch import FetchedResponse, FetchFailed, fetch
from lms.extensions import current_ports

EXTENSION: Final = "oidc_requests"
BUSY: Final = "busy"  # the reason if no thread is left for the request
WAIT: Final = 1.0  # seconds, until another request has ended
PAUSE: Final = 20.0  # seconds without requests to a host that was too slow


class ProviderRequests:
    """Half the threads of a process may wait for providers, one if it has no more."""

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
    ) -> FetchedResponse:
        """Send a request. Raises FetchFailed, with the reason BUSY if others wait already."""
        host = urlsplit(url).netloc
        if not self._slots.acquire(timeout=WAIT):
            raise FetchFailed(reason=BUSY)
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
                allow_loopback=current_ports().is_loopback,
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
    seconds: float,
    max_size: int,
) -> FetchedResponse:
    """Send a request to a provider within the limits of this process. Raises FetchFailed."""
    extensions = current_app.extensions
    threads = extensions["settings"].threads
    requests: ProviderRequests = extensions.setdefault(EXTENSION, ProviderRequests(threads))
    return requests.send(
        url, method=method, body=body, headers=headers, seconds=seconds, max_size=max_size
    )
