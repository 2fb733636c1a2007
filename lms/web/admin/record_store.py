"""The page of the learning record store that receives xAPI statements. Off without one."""

from typing import Final
from uuid import UUID

from flask import after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import Length

from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import queries, record_stores
from lms.kernel.deliveries.errors import (
    EventReceiverInvalid,
    EventReceiverNotFound,
    RecordStoreExists,
)
from lms.kernel.deliveries.models import MAX_URL_LENGTH, RECORD_STORE
from lms.kernel.deliveries.queries import Receiver
from lms.kernel.deliveries.receivers import remove_receiver
from lms.kernel.deliveries.record_stores import MAX_LOGIN_LENGTH, RecordStoreDetails
from lms.web.access.auth import require
from lms.web.account.links import forbid_caching
from lms.web.admin.blueprint import bp
from lms.web.admin.receivers import pop_test, send_delivery_again, send_test, switch_receiver
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.text_rules import OneLine
from lms.workflows.learning_records.statements import make_test_statement

EVENT_LABELS: Final = {
    "lesson-opened": _l("Lesson opened"),
    "lesson-done": _l("Lesson done"),
    "lesson-attended": _l("Lesson done in a live session"),
    "attendance-withdrawn": _l("Attendance withdrawn"),
    "attempt-started": _l("Test begun"),
    "attempt-submitted": _l("Test submitted"),
    "course-completed": _l("Course completed"),
}


class RecordStoreForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Address and credentials of a record store."""

    url = StringField(_l("Address of the xAPI endpoint"), [OneLine(MAX_URL_LENGTH)])
    key = StringField(_l("Key"), [OneLine(MAX_LOGIN_LENGTH)])
    secret = PasswordField(_l("Secret"), [Length(max=MAX_LOGIN_LENGTH)])

    def details(self) -> RecordStoreDetails:
        """The values as the kernel takes them."""
        return RecordStoreDetails(self.url.data, self.key.data, self.secret.data or "")

    def refuse(self, error: EventReceiverInvalid) -> None:
        """Show an error of the kernel at its field."""
        name = error.parameters["field"]
        code = "receiver-address-invalid" if name == "url" else "record-store-login-invalid"
        self[name].errors = [message_for_code(code)]


@bp.route("/record-store", methods=["GET", "POST"])
def record_store() -> ResponseReturnValue:
    """The record store with its last deliveries, or the form to add one."""
    administrator = require("platform.set-up")
    receiver = find_record_store()
    if receiver is None:
        form = RecordStoreForm()
    else:
        key = record_stores.record_store_key(db.session(), receiver.id)
        form = RecordStoreForm(data={"url": receiver.url, "key": key})
    if request.method != "POST":
        return show(receiver, form, 200)
    if not form.validate():
        return show(receiver, form, 422)
    try:
        with transaction() as writes:
            details, now = form.details(), utc_now()
            if receiver is None:
                record_stores.add_record_store(writes, details, added_by=administrator.id, now=now)
            else:
                record_stores.change_record_store(
                    writes, receiver.id, details, changed_by=administrator.id, now=now
                )
    except EventReceiverInvalid as error:
        form.refuse(error)
        return show(receiver, form, 422)
    except RecordStoreExists as error:  # added by another request meanwhile
        flash(error_message(error))
        return redirect(url_for(".record_store"), 303)
    flash(_("The record store is saved."))
    return redirect(url_for(".record_store"), 303)


@bp.post("/record-store/<any(pause, resume):action>")
def switch_record_store(action: str) -> ResponseReturnValue:
    """Pause the record store, or send what has waited."""
    administrator = require("platform.set-up")
    switch_receiver(
        required_record_store().id, kind=RECORD_STORE, action=action, changed_by=administrator.id
    )
    return redirect(url_for(".record_store"), 303)


@bp.post("/record-store/test")
def try_record_store() -> ResponseReturnValue:
    """Send a statement of Payung itself, which tells of nobody."""
    administrator, receiver = require("platform.set-up"), required_record_store()
    statement = make_test_statement(current_ports().public_url, now=utc_now())
    send_test(receiver, {"statements": [statement]}, sent_by=administrator.id)
    return redirect(url_for(".record_store"), 303)


@bp.post("/record-store/remove")
def remove_record_store() -> ResponseReturnValue:
    """Remove the record store with its deliveries and its login."""
    administrator, receiver = require("platform.set-up"), required_record_store()
    with transaction() as writes:
        remove_receiver(
            writes, receiver.id, kind=RECORD_STORE, removed_by=administrator.id, now=utc_now()
        )
    flash(_("The record store is removed. Nothing is sent any more."))
    return redirect(url_for(".record_store"), 303)


@bp.post("/record-store/deliveries/<uuid:delivery_id>/again")
def send_records_again(delivery_id: UUID) -> ResponseReturnValue:
    """Send a delivery now, whatever became of it."""
    administrator = require("platform.set-up")
    send_delivery_again(
        required_record_store().id,
        delivery_id,
        kind=RECORD_STORE,
        requested_by=administrator.id,
    )
    return redirect(url_for(".record_store"), 303)


def find_record_store() -> Receiver | None:
    """The record store, or None if nothing is sent."""
    return next(iter(queries.list_receivers(db.session(), RECORD_STORE)), None)


def required_record_store() -> Receiver:
    """The record store. Raises EventReceiverNotFound."""
    receiver = find_record_store()
    if receiver is None:
        raise EventReceiverNotFound()
    return receiver


def show(receiver: Receiver | None, form: RecordStoreForm, status: int) -> ResponseReturnValue:
    """The page of the record store."""
    after_this_request(forbid_caching)
    deliveries = queries.last_deliveries(db.session(), receiver) if receiver else ()
    page = render_template(
        "admin/record_store.html",
        receiver=receiver,
        form=form,
        deliveries=deliveries,
        labels=EVENT_LABELS,
        tested=pop_test(receiver.id) if receiver else None,
    )
    return page, status
