"""Key sets of platforms, cached in the process."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

import structlog
from flask import current_app
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports, db
from lms.lti.errors import LaunchRejected
from lms.web.outgoing_requests import SitesBusy, send_request

LIFETIME: Final = timedelta(hours=1)
RETRY_AFTER: Final = timedelta(seconds=20)  # after a failure or an unknown key
MIN_KEY_BITS: Final = 2048
MAX_KEYS: Final = 50
MAX_SIZE: Final = 262_144  # bytes
SECONDS: Final = 5.0
EXTENSION: Final = "lti_platform_keys"
log = structlog.get_logger("payung")


@dataclass(slots=True)
class CachedKeys:
    """The key set of one URL, or None while it could not be read."""

    keys: KeySet | None
    fetched_at: datetime
    key_ids: frozenset[str] = field(default=frozenset())
    problem: str = ""  # why the last request failed

    def is_current(self, kid: str | None, now: datetime) -> bool:
        """Whether no new request is needed, or allowed, for a token with this key id."""
        age = now - self.fetched_at
        if self.keys is None or (kid is not None and kid not in self.key_ids):
            return age < RETRY_AFTER
        return age < LIFETIME


class PlatformKeys:
    """Reads key sets and keeps them for an hour."""

    def __init__(self) -> None:
        self._cached: dict[str, CachedKeys] = {}
        self._lock = Lock()

    def get(self, url: str, kid: str | None, *, now: datetime, allow_loopback: bool) -> KeySet:
        """The key set of a platform. Raises LaunchRejected if it cannot be read."""
        cached = self._cached.get(url)
        if cached is None or not cached.is_current(kid, now):
            cached = self._refresh(url, now, cached, allow_loopback=allow_loopback)
        if cached.keys is None:
            raise LaunchRejected("lti-keys-unavailable", received={"reason": cached.problem})
        return cached.keys

    def _refresh(
        self, url: str, now: datetime, before: CachedKeys | None, *, allow_loopback: bool
    ) -> CachedKeys:
        """Read the key set. A failure keeps the keys that were read before.

        Raises LaunchRejected if the request was not sent and no keys are known.
        """
        db.session().rollback()  # no connection waits while keys are read
        reason = ""
        try:
            keys: KeySet | None = read_key_set(url, allow_loopback=allow_loopback)
        except SitesBusy:  # says nothing about the platform
            if before is None or before.keys is None:
                raise LaunchRejected("lti-busy") from None
            return before
        except FetchFailed as problem:
            log.warning("lti_keys_unavailable", url=url, **problem.parameters)
            keys, reason = before.keys if before else None, str(problem.parameters["reason"])
        ids = frozenset(str(key.kid) for key in keys) if keys else frozenset()
        cached = CachedKeys(keys, now, ids, reason)
        with self._lock:
            self._cached[url] = cached
        return cached


def platform_keys() -> PlatformKeys:
    """The cache of this application."""
    keys: PlatformKeys = current_app.extensions.setdefault(EXTENSION, PlatformKeys())
    return keys


def find_keys(url: str, kid: str | None, *, now: datetime) -> KeySet:
    """The key set of a platform, for a token with this key id. Raises LaunchRejected."""
    is_trial = current_ports().is_loopback
    return platform_keys().get(url, kid, now=now, allow_loopback=is_trial)


def read_key_set(url: str, *, allow_loopback: bool) -> KeySet:
    """Read the RSA keys of a key set (RFC 7517). Raises FetchFailed or SitesBusy."""
    response = send_request(url, seconds=SECONDS, max_size=MAX_SIZE, allow_loopback=allow_loopback)
    if response.status != 200:  # noqa: PLR2004
        raise FetchFailed(reason=f"http-{response.status}")
    try:
        entries = json.loads(response.body)["keys"]
        keys = [key for entry in entries[:MAX_KEYS] if (key := _signature_key(entry))]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FetchFailed(reason="not-a-key-set") from None
    if not keys:
        raise FetchFailed(reason="no-rsa-key")
    return KeySet(list(keys))


def _signature_key(entry: Any) -> RSAKey | None:
    """The public RSA key of an entry; None for other kinds and for short keys."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use") == "enc":
        return None
    public = {name: entry[name] for name in ("kty", "kid", "n", "e") if name in entry}
    try:
        key = RSAKey.import_key(public)
        bits = key.public_key.key_size
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if bits >= MIN_KEY_BITS else None
