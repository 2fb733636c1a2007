"""The steps of the check of a platform. Each says whether it works, and a code if it does not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final, Literal

from flask import url_for

from lms.accounts.lti import queries
from lms.accounts.lti.keys import SigningKey, published_keys, signing_key
from lms.accounts.lti.queries import Platform
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.texts.texts import coerce_line
from lms.lti.grade_service import SCORE_SCOPE
from lms.lti.platform_keys import read_key_set
from lms.lti.rosters.membership_service import SCOPE as MEMBERS_SCOPE
from lms.lti.self_check.self_launch import launch_itself, store_state
from lms.lti.service_token import request_token
from lms.web.outgoing_requests import send_request

State = Literal["works", "fails", "unknown"]
SECONDS: Final = 4.0
MAX_SHOWN: Final = 255
SERVICES: Final = {"token": SCORE_SCOPE, "members": MEMBERS_SCOPE}  # step: what it asks for


@dataclass(frozen=True, slots=True)
class CheckedStep:
    """One step: `code` says why it fails, or why it is unknown."""

    name: str
    state: State
    code: str = ""


def check_platform(platform: Platform) -> tuple[CheckedStep, ...]:
    """Check a platform from here to there. A step that fails does not end the check.

    Raises SitesBusy.
    """
    return (*_own_steps(platform), *_platform_steps(platform))


def _own_steps(platform: Platform) -> Iterator[CheckedStep]:
    session = db.session()
    deployments = queries.deployment_ids(session, platform.id)
    published = [entry["kid"] for entry in published_keys(session)]
    session.rollback()  # no connection waits while addresses are read
    is_secure = current_ports().public_url.startswith("https://")
    is_fine = is_secure or current_ports().is_loopback
    yield CheckedStep("https", "works" if is_fine else "fails")
    yield _own_key_set(published)
    yield CheckedStep("allowed", "works" if platform.active else "fails")
    yield CheckedStep("deployments", "works" if deployments else "fails")
    with transaction() as writes:
        nonce = store_state(writes, platform, now=utc_now())
    if nonce is None:
        yield CheckedStep("launch", "fails", "state-lost")
        return
    code = launch_itself(
        platform, deployments[0] if deployments else "1", nonce=nonce, now=utc_now()
    )
    yield CheckedStep("launch", "fails" if code else "works", code or "")


def _own_key_set(published: list[str]) -> CheckedStep:
    """Whether the key set is served at the public address. A network may forbid to look."""
    url = f"{current_ports().public_url}{url_for('lti.key_set')}"
    try:
        response = send_request(url, seconds=SECONDS, allow_loopback=current_ports().is_loopback)
        served = [entry["kid"] for entry in json.loads(response.body)["keys"]]
    except FetchFailed as problem:
        reason = str(problem.parameters["reason"])
        is_blind = reason in ("inside-network", "unreachable", "timeout")
        return CheckedStep("own-keys", "unknown" if is_blind else "fails", reason)
    except (ValueError, KeyError, TypeError, RecursionError):
        return CheckedStep("own-keys", "fails", "not-a-key-set")
    is_same = bool(published) and served == published
    return CheckedStep("own-keys", "works" if is_same else "fails", "" if is_same else "other-keys")


def _platform_steps(platform: Platform) -> Iterator[CheckedStep]:
    is_trial = current_ports().is_loopback
    yield _step("keys", lambda: read_key_set(platform.key_set_url, allow_loopback=is_trial))
    yield _issuer(platform, is_trial=is_trial)
    key, now = signing_key(db.session(), now=utc_now()), utc_now()
    db.session().rollback()
    if key is None:
        yield from (CheckedStep(name, "fails", "no-key") for name in SERVICES)
        return
    for name, scope in SERVICES.items():
        yield _step(name, partial(_check_service, platform, key, scope, now=now))


def _check_service(platform: Platform, key: SigningKey, scope: str, *, now: datetime) -> None:
    """Get a token for a service, which the platform may give without the service.

    Raises FetchFailed or SitesBusy.
    """
    token = request_token(
        platform.token_url,
        platform.client_id,
        key,
        scope=scope,
        now=now,
        allow_loopback=current_ports().is_loopback,
        seconds=SECONDS,
        send=send_request,
    )
    if scope not in token.scope:
        raise FetchFailed(reason="not-granted")


def _step(name: str, action: Callable[[], object]) -> CheckedStep:
    try:
        action()
    except FetchFailed as problem:
        return CheckedStep(name, "fails", str(problem.parameters["reason"]))
    return CheckedStep(name, "works")


def _issuer(platform: Platform, *, is_trial: bool) -> CheckedStep:
    """Compare the issuer with what the platform publishes of itself, where it does."""
    url = f"{platform.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        response = send_request(url, seconds=SECONDS, allow_loopback=is_trial)
        if response.status != HTTPStatus.OK:
            raise FetchFailed(reason=f"http-{response.status}")
        issuer = json.loads(response.body)["issuer"]
    except (FetchFailed, ValueError, KeyError, TypeError, RecursionError):
        return CheckedStep("issuer", "unknown")
    if not isinstance(issuer, str):
        return CheckedStep("issuer", "unknown")
    if issuer != platform.issuer:
        return CheckedStep("issuer", "fails", coerce_line(issuer, max_length=MAX_SHOWN))
    return CheckedStep("issuer", "works")
