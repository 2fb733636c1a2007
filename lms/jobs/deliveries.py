"""Sends due events: to webhooks, signed as in Standard Webhooks, and to a record store (xAPI)."""

import hmac
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import structlog

from lms.adapters.http.fetch import FetchFailed, fetch
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import outbox
from lms.kernel.deliveries.models import RECORD_STORE
from lms.kernel.deliveries.outbox import DueDelivery
from lms.kernel.failures import describe_failure

SECONDS: Final = 3.0  # messages and jobs wait meanwhile, so a slower receiver counts as down
# Of a receiver that takes nothing now; other errors may be about one event alone.
DOWN: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
log = structlog.get_logger("payung")


@dataclass(frozen=True, slots=True)
class Message:
    """A request that is posted to a receiver."""

    url: str
    body: bytes
    headers: dict[str, str] = field(repr=False)


def deliver_next_event() -> bool:
    """Send a delivery that is due. False if there is none. A failure makes it due again."""
    with transaction() as writes:
        delivery = outbox.claim_delivery(writes, now=utc_now())
    if delivery is None:
        return False
    try:
        status = _send(delivery, now=utc_now())
    except FetchFailed as problem:
        _fail(delivery, str(problem.parameters["reason"]), is_down=True)
        return True
    except Exception as problem:  # such as an unreadable secret: other receivers go on
        log.error("event_failed", delivery_id=str(delivery.id), **describe_failure(problem))
        _fail(delivery, type(problem).__name__, is_down=True)
        return True
    if status is None:  # the receiver was removed meanwhile, and its events with it
        return True
    is_known = delivery.kind == RECORD_STORE and status == HTTPStatus.CONFLICT  # it has these ids
    if is_known or HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        with transaction() as writes:
            outbox.finish_delivery(writes, delivery, now=utc_now())
        return True
    is_down = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in DOWN
    _fail(delivery, f"status-{status}", is_down=is_down)
    if status == HTTPStatus.GONE:  # in Standard Webhooks: send nothing more
        with transaction() as writes:
            outbox.pause_receiver(
                writes, delivery.receiver_id, problem=f"status-{status}", now=utc_now()
            )
    return True


def make_message(
    kind: str,
    url: str,
    message_id: UUID,
    content: dict[str, Any],
    *,
    secrets: Sequence[bytes],
    now: datetime,
) -> Message:
    """The request to a webhook or, with `statements`, to a record store."""
    is_record_store = kind == RECORD_STORE
    sent = content["statements"] if is_record_store else content
    body = json.dumps(sent, separators=(",", ":")).encode()
    if is_record_store:
        url, headers = url.rstrip("/") + "/statements", xapi_headers(secrets[0])
    else:
        headers = signed_headers(message_id, body, secrets=secrets, now=now)
    return Message(url, body, {"Content-Type": "application/json"} | headers)


def signed_headers(
    message_id: UUID, body: bytes, *, secrets: Sequence[bytes], now: datetime
) -> dict[str, str]:
    """The headers of Standard Webhooks: id, time of this attempt, HMAC-SHA-256 with the body.

    There is a signature for each secret, separated by spaces.
    """
    seconds = str(int(now.timestamp()))
    signed = f"{message_id}.{seconds}.".encode() + body
    digests = [b64encode(hmac.digest(secret, signed, "sha256")).decode() for secret in secrets]
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{digest}" for digest in digests),
    }


def xapi_headers(secret: bytes) -> dict[str, str]:
    """The headers of xAPI 1.0.3 with Basic authentication; `secret` is key and secret in JSON."""
    pair = ":".join(json.loads(secret)).encode()
    return {
        "X-Experience-API-Version": "1.0.3",
        "Authorization": f"Basic {b64encode(pair).decode()}",
    }


def _send(delivery: DueDelivery, *, now: datetime) -> int | None:
    """Send it. Returns the status, or None if the receiver is gone. Raises FetchFailed."""
    secrets = outbox.read_secrets(db.session(), delivery.receiver_id, now=now)
    db.session().rollback()  # no connection waits while the receiver is asked
    if not secrets:
        return None
    message = make_message(
        delivery.kind, delivery.url, delivery.id, delivery.content, secrets=secrets, now=now
    )
    response = fetch(
        message.url,
        method="POST",
        body=message.body,
        headers=message.headers,
        seconds=SECONDS,
        allow_loopback=current_ports().is_loopback,
    )
    return response.status


def _fail(delivery: DueDelivery, problem: str, *, is_down: bool) -> None:
    log.warning("event_undelivered", delivery_id=str(delivery.id), reason=problem)
    with transaction() as writes:
        outbox.fail_delivery(writes, delivery, problem=problem, is_down=is_down, now=utc_now())
