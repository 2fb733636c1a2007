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

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.deliveries import outbox, receivers
from lms.kernel.deliveries.errors import EventReceiverInvalid, EventReceiverNotFound
from lms.kernel.deliveries.models import MAX_URL_LENGTH
from lms.kernel.deliveries.receivers import MAX_LOGIN_LENGTH, Receiver, StoreDetails
from lms.web.access.auth import require
from lms.web.account.links import forbid_caching
from lms.web.admin.blueprint import bp
from lms.web.texts.error_messages import message_for_code
from lms.web.texts.text_rules import OneLine

KIND: Final = "lrs"
EVENT_LABELS: Final = {
    "lesson-opened": _l("Lesson opened"),
    "lesson-done": _l("Lesson done"),
    "attempt-started": _l("Test begun"),
    "attempt-submitted": _l("Test submitted"),
    "course-completed": _l("Course completed"),
}


class RecordStoreForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Address and credentials of a record store."""

    url = StringField(_l("Address of the xAPI endpoint"), [OneLine(MAX_URL_LENGTH)])
    key = StringField(_l("Key"), [OneLine(MAX_LOGIN_LENGTH)])
    secret = PasswordField(_l("Secret"), [Length(max=MAX_LOGIN_LENGTH)])

    def details(self) -> StoreDetails:
        """The values as the kernel takes them."""
        return StoreDetails(self.url.data, self.key.data, self.secret.data or "")

    def refuse(self, error: EventReceiverInvalid) -> None:
        """Show an error of the kernel at its field."""
        name = error.parameters["field"]
        code = "receiver-address-invalid" if name == "url" else "record-store-login-invalid"
        self[name].errors = [message_for_code(code)]


@bp.route("/record-store", methods=["GET", "POST"])
def record_store() -> ResponseReturnValue:
    """The record store with its last deliveries, or the form to add one."""
    administrator = require("platform.set-up")
    store = find_store()
    if store is None:
        form = RecordStoreForm()
    else:
        key = receivers.store_key(db.session(), store.id)
        form = RecordStoreForm(data={"url": store.url, "key": key})
    if request.method != "POST":
        return show(store, form, 200)
    if not form.validate():
        return show(store, form, 422)
    try:
        with transaction() as writes:
            details, now = form.details(), utc_now()
            if store is None:
                receivers.add_store(writes, details, added_by=administrator.id, now=now)
            else:
                receivers.change_store(
                    writes, store.id, details, changed_by=administrator.id, now=now
                )
    except EventReceiverInvalid as error:
        form.refuse(error)
        return show(store, form, 422)
    flash(_("The record store is saved."))
    return redirect(url_for(".record_store"), 303)


@bp.post("/record-store/<any(pause, resume, remove):action>")
def change_record_store(action: str) -> ResponseReturnValue:
    """Pause the record store, send what has waited, or remove it."""
    administrator = require("platform.set-up")
    store_id = required_store().id
    with transaction() as writes:
        if action == "remove":
            receivers.remove_receiver(
                writes, store_id, kind=KIND, removed_by=administrator.id, now=utc_now()
            )
            flash(_("The record store is removed. Nothing is sent any more."))
        else:
            receivers.switch_receiver(
                writes,
                store_id,
                kind=KIND,
                active=action == "resume",
                changed_by=administrator.id,
                now=utc_now(),
            )
            is_paused = action == "pause"
            flash(_("Paused. Events wait.") if is_paused else _("What has waited is sent now."))
    return redirect(url_for(".record_store"), 303)


@bp.post("/record-store/deliveries/<uuid:delivery_id>/again")
def send_records_again(delivery_id: UUID) -> ResponseReturnValue:
    """Send a delivery now, whatever became of it."""
    require("platform.set-up")
    with transaction() as writes:
        outbox.send_again(writes, required_store().id, delivery_id, now=utc_now())
    flash(_("The event is sent again now."))
    return redirect(url_for(".record_store"), 303)


def find_store() -> Receiver | None:
    """The record store, or None if nothing is sent."""
    return next(iter(receivers.receivers(db.session(), KIND)), None)


def required_store() -> Receiver:
    """The record store. Raises EventReceiverNotFound."""
    store = find_store()
    if store is None:
        raise EventReceiverNotFound()
    return store


def show(store: Receiver | None, form: RecordStoreForm, status: int) -> ResponseReturnValue:
    """The page of the record store."""
    after_this_request(forbid_caching)
    deliveries = receivers.last_deliveries(db.session(), store.id) if store else ()
    page = render_template(
        "admin/record_store.html",
        store=store,
        form=form,
        deliveries=deliveries,
        labels=EVENT_LABELS,
    )
    return page, status
