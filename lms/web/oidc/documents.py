"""JSON documents of providers, their settings and key sets, cached in the process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

import structlog
from flask import current_app

from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports
from lms.web.outgoing_requests import SitesBusy, send_request

LIFETIME: Final = timedelta(hours=1)
RETRY_AFTER: Final = timedelta(seconds=20)  # after a failure, or for a newer document
MAX_SIZE: Final = 262_144  # bytes
SECONDS: Final = 5.0
EXTENSION: Final = "oidc_documents"
log = structlog.get_logger("payung")


@dataclass(frozen=True, slots=True)
class CachedDocument:
    """A document, or None while it could not be read, with the reason."""

    content: Mapping[str, Any] | None
    fetched_at: datetime
    reason: str = ""


class ProviderDocuments:
    """Reads documents and keeps them for an hour."""

    def __init__(self) -> None:
        self._cached: dict[str, CachedDocument] = {}
        self._lock = Lock()

    def get(self, url: str, *, now: datetime, is_stale: bool = False) -> Mapping[str, Any]:
        """The JSON object at a URL. Raises FetchFailed or SitesBusy.

        `is_stale` reads it again, but at most once in RETRY_AFTER.
        """
        cached = self._cached.get(url)
        must_wait = cached is not None and (cached.content is None or is_stale)
        lifetime = RETRY_AFTER if must_wait else LIFETIME
        if cached is None or now - cached.fetched_at >= lifetime:
            cached = self._refresh(url, cached, now)
        if cached.content is None:
            raise FetchFailed(reason=cached.reason)
        return cached.content

    def _refresh(self, url: str, before: CachedDocument | None, now: datetime) -> CachedDocument:
        """Read the document. A failure keeps what was read before."""
        try:
            cached = CachedDocument(read_json_object(url), now)
        except SitesBusy:  # says nothing about the provider
            if before is None or before.content is None:
                raise
            return before
        except FetchFailed as problem:
            reason = str(problem.parameters["reason"])
            log.warning("oidc_document_unavailable", url=url, reason=reason)
            cached = CachedDocument(before.content if before else None, now, reason)
        with self._lock:
            self._cached[url] = cached
        return cached


def provider_documents() -> ProviderDocuments:
    """The cache of this application."""
    documents: ProviderDocuments = current_app.extensions.setdefault(EXTENSION, ProviderDocuments())
    return documents


def read_json_object(url: str) -> Mapping[str, Any]:
    """Read a JSON object. Raises FetchFailed or SitesBusy."""
    response = send_request(
        url, seconds=SECONDS, max_size=MAX_SIZE, allow_loopback=current_ports().is_loopback
    )
    if response.status != 200:  # noqa: PLR2004
        raise FetchFailed(reason=f"http-{response.status}")
    try:
        content = json.loads(response.body)
    except (ValueError, RecursionError):
        raise FetchFailed(reason="not-json") from None
    if not isinstance(content, dict):
        raise FetchFailed(reason="not-an-object")
    return content
