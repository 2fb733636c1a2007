"""What pages of webhooks and of the record store have in common: actions, and words for problems.

Callers have checked the permission.
"""

from http import HTTPStatus
from uuid import UUID

from flask import flash
from flask_babel import gettext as _

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import receivers
from lms.web.admin.blueprint import bp


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


@bp.app_template_filter("delivery_problem")
def explain_problem(code: str) -> str:
    """A sentence about the failure of a delivery. The code stands in it for the administrator."""
    if code.startswith("status-"):
        return _explain_status(int(code.removeprefix("status-")))
    texts = {
        "timeout": _("It did not answer within three seconds."),
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
