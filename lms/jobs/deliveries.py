"""Sends due events: to web hooks, signed as in Standard Webhooks, and to a record store (xAPI)."""

import hmac
import json
from base64 import b64encode
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

import structlog

from lms.adapters.http.fetch import FetchFailed, fetch
from lms.extensions import current_ports, transaction
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import outbox
from lms.kernel.deliveries.outbox import DueDelivery
from lms.kernel.jobs import JobArguments

SECONDS: Final = 10.0
# Of a receiver that takes nothing now; other errors may be about one event alone.
DOWN: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
log = structlog.get_logger("payung")


def deliver(arguments: JobArguments) -> None:
    """Send a delivery that is due. A failure makes it due again."""
    with transaction() as writes:
        delivery = outbox.claim_delivery(writes, UUID(arguments["delivery_id"]), now=utc_now())
    if delivery is None:
        return
    try:
        status = _send(delivery, now=utc_now())
    except FetchFailed as problem:
        _fail(delivery, str(problem.parameters["reason"]), is_down=True)
        return
    is_known = delivery.kind == "lrs" and status == HTTPStatus.CONFLICT  # it has these ids
    if is_known or HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        with transaction() as writes:
            outbox.mark_delivered(writes, delivery, now=utc_now())
        return
    is_down = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in DOWN
    _fail(delivery, f"status-{status}", is_down=is_down)
    if status == HTTPStatus.GONE:  # in Standard Webhooks: send nothing more
        with transaction() as writes:
            outbox.pause_receiver(
                writes, delivery.receiver_id, problem=f"status-{status}", now=utc_now()
            )


def signed_headers(
    message_id: UUID, body: bytes, *, secret: bytes, now: datetime
) -> dict[str, str]:
    """The headers of Standard Webhooks: id, time of this attempt, HMAC-SHA-256 with the body."""
    seconds = str(int(now.timestamp()))
    digest = hmac.digest(secret, f"{message_id}.{seconds}.".encode() + body, "sha256")
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def store_headers(secret: bytes) -> dict[str, str]:
    """The headers of xAPI 1.0.3 with Basic authentication; `secret` is key and secret in JSON."""
    pair = ":".join(json.loads(secret)).encode()
    return {
        "X-Experience-API-Version": "1.0.3",
        "Authorization": f"Basic {b64encode(pair).decode()}",
    }


def _send(delivery: DueDelivery, *, now: datetime) -> int:
    is_store = delivery.kind == "lrs"
    content = delivery.content["statements"] if is_store else delivery.content
    body = json.dumps(content, separators=(",", ":")).encode()
    if is_store:
        headers = store_headers(delivery.secret)
    else:
        headers = signed_headers(delivery.id, body, secret=delivery.secret, now=now)
    response = fetch(
        delivery.url.rstrip("/") + "/statements" if is_store else delivery.url,
        method="POST",
        body=body,
        headers={"Content-Type": "application/json"} | headers,
        seconds=SECONDS,
        allow_loopback=current_ports().is_loopback,
    )
    return response.status


def _fail(delivery: DueDelivery, problem: str, *, is_down: bool) -> None:
    log.warning("event_undelivered", delivery_id=str(delivery.id), reason=problem)
    with transaction() as writes:
        outbox.mark_failed(writes, delivery, problem=problem, is_down=is_down, now=utc_now())
