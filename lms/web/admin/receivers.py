"""What pages of webhooks and of the record store have in common: actions, and words for problems.

Callers have checked the permission.
"""

from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from flask import flash, session
from flask_babel import gettext as _

from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports, db, transaction
from lms.jobs.deliveries import SECONDS, make_message
from lms.kernel.clock import new_id, utc_now
from lms.kernel.deliveries import receivers
from lms.kernel.deliveries.errors import EventReceiverNotFound
from lms.kernel.deliveries.outbox import read_secrets
from lms.kernel.deliveries.queries import Receiver
from lms.kernel.sealing.sealing import KeyDestroyed
from lms.web.admin.blueprint import bp
from lms.web.outgoing_requests import send_request

TESTED: Final = "receiver_test"  # key in the session, until the result is shown


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of a test. `problem` is empty if it arrived; `status` 0 without an answer."""

    problem: str
    status: int
    milliseconds: int


def switch_receiver(receiver_id: UUID, *, kind: str, action: str, changed_by: UUID) -> None:
    """Pause a receiver, or, with the action `resume`, send what has waited."""
    with transaction() as writes:
        receivers.switch_receiver(
            writes,
            receiver_id,
            kind=kind,
            active=action == "resume",
            changed_by=changed_by,
            now=utc_now(),
        )
    is_paused = action == "pause"
    flash(_("Paused. Events wait.") if is_paused else _("What has waited is sent now."))


def send_delivery_again(
    receiver_id: UUID, delivery_id: UUID, *, kind: str, requested_by: UUID
) -> None:
    """Send a delivery now, whatever became of it."""
    with transaction() as writes:
        is_sent = receivers.send_again(
            writes,
            receiver_id,
            delivery_id,
            kind=kind,
            requested_by=requested_by,
            now=utc_now(),
        )
    flash(
        _("The event is sent again now.")
        if is_sent
        else _("The event is sent again once you resume.")
    )


def send_test(receiver: Receiver, content: dict[str, Any], *, sent_by: UUID) -> None:
    """Send a test once, also to a paused receiver, and keep the result for the next page.

    `content` tells of nobody. Raises SitesBusy.
    """
    now, status, problem = utc_now(), 0, ""
    with transaction() as writes:
        receivers.record_change(writes, f"{receiver.kind}.tested", receiver.id, sent_by, now)
    began = monotonic()
    try:
        status = _post_test(receiver, content)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            problem = f"status-{status}"
    except FetchFailed as failure:
        problem = str(failure.parameters["reason"])
    except (KeyDestroyed, InvalidTag) as failure:
        problem = type(failure).__name__
    session[TESTED] = [str(receiver.id), problem, status, round(1000 * (monotonic() - began))]


def _post_test(receiver: Receiver, content: dict[str, Any]) -> int:
    """Raises FetchFailed, SitesBusy, EventReceiverNotFound, or what `read_secrets` raises."""
    now = utc_now()
    secrets = read_secrets(db.session(), receiver.id, now=now)
    db.session().rollback()  # no connection waits while the receiver is asked
    if not secrets:
        raise EventReceiverNotFound(receiver_id=receiver.id)
    message = make_message(receiver.kind, receiver.url, new_id(), content, secrets=secrets, now=now)
    response = send_request(
        message.url,
        method="POST",
        body=message.body,
        headers=message.headers,
        seconds=SECONDS,
        allow_loopback=current_ports().is_loopback,
    )
    return response.status


def pop_test(receiver_id: UUID) -> TestResult | None:
    """The result of the last test of this receiver, once."""
    if session.get(TESTED, ("",))[0] != str(receiver_id):
        return None
    return TestResult(*session.pop(TESTED)[1:])


@bp.app_template_filter("delivery_problem")
def explain_problem(code: str) -> str:
    """A sentence about the failure of a delivery. The code stands in it for the administrator."""
    if code.startswith("status-"):
        return _explain_status(int(code.removeprefix("status-")))
    texts = {
        "timeout": _("It did not answer within three seconds."),
        "timeout-before": _("It was too slow a moment ago. Try again in half a minute."),
        "unreachable": _("Nothing answers at this address."),
        "unknown-host": _("There is no server of this name."),
        "tls": _("No secure connection is possible; its certificate may have expired."),
        "inside-network": _("The address is inside a private network, where nothing is sent."),
        "incomplete": _("The connection broke off."),
        "too-large": _("The answer is too long."),
        "KeyDestroyed": _("Its secret cannot be read any more: make a new one."),
        "InvalidTag": _("Its secret cannot be read any more: make a new one."),
    }
    return str(texts.get(code) or _("The address cannot be used."))


def _explain_status(status: int) -> str:
    if status == HTTPStatus.GONE:
        return str(_("It wants no more events (status %(status)d).", status=status))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return str(_("It does not accept the credentials (status %(status)d).", status=status))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return str(_("It redirects to another address (status %(status)d).", status=status))
    is_busy = status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
    if is_busy or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return str(_("It could not take events just then (status %(status)d).", status=status))
    return str(_("It rejected this event (status %(status)d).", status=status))
