"""Pages of webhooks: addresses of other systems that receive events."""

from typing import Final
from uuid import UUID

from flask import after_this_request, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from certificates.records.published_events import CERTIFICATE_ISSUED, CERTIFICATE_REVOKED
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import queries
from lms.kernel.deliveries import webhooks as service
from lms.kernel.deliveries.errors import EventReceiverInvalid
from lms.kernel.deliveries.events import timestamp
from lms.kernel.deliveries.models import MAX_NAME_LENGTH, MAX_URL_LENGTH, WEBHOOK
from lms.kernel.deliveries.queries import Receiver
from lms.kernel.deliveries.receivers import remove_receiver
from lms.kernel.deliveries.webhooks import WebhookDetails
from lms.web.access.auth import require
from lms.web.account.links import forbid_caching
from lms.web.admin.blueprint import bp
from lms.web.admin.receivers import pop_test, send_delivery_again, send_test, switch_receiver
from lms.web.texts.error_messages import message_for_code
from lms.web.texts.text_rules import OneLine
from lms.workflows.completion.published_events import ENROLMENT_COMPLETED

SECRET: Final = "webhook_secret"  # noqa: S105  key in the session, until it is shown
TEST_EVENT: Final = "test"
EVENT_LABELS: Final = {
    CERTIFICATE_ISSUED: _l("Certificate issued"),
    CERTIFICATE_REVOKED: _l("Certificate revoked"),
    ENROLMENT_COMPLETED: _l("Course completed"),
}


class WebhookForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Name, address and events of a webhook."""

    name = StringField(_l("What it is for"), [OneLine(MAX_NAME_LENGTH)])
    url = StringField(_l("Address that receives the events"), [OneLine(MAX_URL_LENGTH)])
    events = SelectMultipleField(
        _l("Events"),
        choices=[SelectChoice(code, label) for code, label in EVENT_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def validate_events(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(message_for_code("event-missing"))

    def details(self) -> WebhookDetails:
        """The values as the kernel takes them."""
        return WebhookDetails(self.name.data, self.url.data, tuple(self.events.data))

    def refuse(self, error: EventReceiverInvalid) -> None:
        """Show an error of the kernel at its field."""
        self[error.parameters["field"]].errors = [message_for_code("receiver-address-invalid")]


@bp.get("/webhooks/")
def webhooks() -> ResponseReturnValue:
    require("platform.set-up")
    entries = queries.list_receivers(db.session(), WEBHOOK)
    return render_template("admin/webhooks.html", webhooks=entries, labels=EVENT_LABELS)


@bp.route("/webhooks/new", methods=["GET", "POST"])
def new_webhook() -> ResponseReturnValue:
    administrator = require("platform.set-up")
    form = WebhookForm()
    if request.method != "POST":
        return render_template("admin/new_webhook.html", form=form)
    if not form.validate():
        return render_template("admin/new_webhook.html", form=form), 422
    try:
        with transaction() as writes:
            webhook_id, secret = service.add_webhook(
                writes, form.details(), added_by=administrator.id, now=utc_now()
            )
    except EventReceiverInvalid as error:
        form.refuse(error)
        return render_template("admin/new_webhook.html", form=form), 422
    session[SECRET] = [str(webhook_id), secret]
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.route("/webhooks/<uuid:webhook_id>", methods=["GET", "POST"])
def webhook(webhook_id: UUID) -> ResponseReturnValue:
    """A webhook, its last deliveries, and its secret when it is new."""
    administrator = require("platform.set-up")
    entry = queries.get_receiver(db.session(), webhook_id, WEBHOOK)
    form = WebhookForm(data={"name": entry.name, "url": entry.url, "events": entry.events})
    if request.method != "POST":
        return show(entry, form, 200)
    if not form.validate():
        return show(entry, form, 422)
    try:
        with transaction() as writes:
            service.change_webhook(
                writes, webhook_id, form.details(), changed_by=administrator.id, now=utc_now()
            )
    except EventReceiverInvalid as error:
        form.refuse(error)
        return show(entry, form, 422)
    flash(_("The webhook is saved."))
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.post("/webhooks/<uuid:webhook_id>/<any(pause, resume):action>")
def switch_webhook(webhook_id: UUID, action: str) -> ResponseReturnValue:
    """Pause a webhook, or send what has waited."""
    administrator = require("platform.set-up")
    switch_receiver(webhook_id, kind=WEBHOOK, action=action, changed_by=administrator.id)
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.post("/webhooks/<uuid:webhook_id>/test")
def try_webhook(webhook_id: UUID) -> ResponseReturnValue:
    """Send a signed message of the type `test`, without data."""
    administrator = require("platform.set-up")
    entry = queries.get_receiver(db.session(), webhook_id, WEBHOOK)
    content = {"type": TEST_EVENT, "timestamp": timestamp(utc_now()), "data": {}}
    send_test(entry, content, sent_by=administrator.id)
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.post("/webhooks/<uuid:webhook_id>/secret")
def rotate_webhook_secret(webhook_id: UUID) -> ResponseReturnValue:
    """Replace the secret that the form names. The one before signs too for a week."""
    administrator = require("platform.set-up")
    with transaction() as writes:
        secret = service.rotate_secret(
            writes,
            webhook_id,
            replaces=request.form.get("replaces", ""),
            rotated_by=administrator.id,
            now=utc_now(),
        )
    session[SECRET] = [str(webhook_id), secret]
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.post("/webhooks/<uuid:webhook_id>/remove")
def remove_webhook(webhook_id: UUID) -> ResponseReturnValue:
    """Remove a webhook with its deliveries and its secret."""
    administrator = require("platform.set-up")
    with transaction() as writes:
        remove_receiver(
            writes, webhook_id, kind=WEBHOOK, removed_by=administrator.id, now=utc_now()
        )
    flash(_("The webhook is removed."))
    return redirect(url_for(".webhooks"), 303)


@bp.post("/webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/again")
def send_again(webhook_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    """Send a delivery now, whatever became of it."""
    administrator = require("platform.set-up")
    send_delivery_again(webhook_id, delivery_id, kind=WEBHOOK, requested_by=administrator.id)
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


def show(entry: Receiver, form: WebhookForm, status: int) -> ResponseReturnValue:
    """The page of a webhook."""
    after_this_request(forbid_caching)
    until = entry.previous_until
    page = render_template(
        "admin/webhook.html",
        webhook=entry,
        form=form,
        deliveries=queries.last_deliveries(db.session(), entry),
        labels=EVENT_LABELS,
        secret=pop_secret(entry.id),
        tested=pop_test(entry.id),
        previous_until=until if until and until > utc_now() else None,
    )
    return page, status


def pop_secret(webhook_id: UUID) -> str | None:
    """The secret of this webhook if it is new, once."""
    if session.get(SECRET, ("",))[0] != str(webhook_id):
        return None
    return str(session.pop(SECRET)[1])
