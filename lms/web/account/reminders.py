"""Pages to stop and allow reminders: by the link in a reminder, or in the account."""

from uuid import UUID

from flask import after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.reminders.opt_out import person_for_opt_out_link, stop_reminders
from courses.cohorts.reminders.queries import people_opted_out
from courses.cohorts.reminders.service import opt_in
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.account.blueprint import bp
from lms.web.account.forms import PlainForm
from lms.web.account.links import forbid_caching


@bp.route("/no-reminders/<uuid:reminder_id>/<token>", methods=["GET", "POST"])
def no_reminders(reminder_id: UUID, token: str) -> ResponseReturnValue:
    """Stop reminders by a button. Opening the link changes nothing, since link checkers do so."""
    after_this_request(forbid_caching)
    person_id = person_for_opt_out_link(db.session(), reminder_id, token)
    if request.method == "POST":
        with transaction() as session:
            stop_reminders(session, person_id, now=utc_now())
        return redirect(url_for(".no_reminders", reminder_id=reminder_id, token=token), 303)
    is_stopped = person_id in people_opted_out(db.session(), [person_id])
    return render_template("account/no_reminders.html", form=PlainForm(), is_stopped=is_stopped)


@bp.post("/account/reminders/<any(stop, allow):action>")
def change_reminders(action: str) -> ResponseReturnValue:
    person = current_person()
    with transaction() as session:
        if action == "stop":
            stop_reminders(session, person.id, now=utc_now())
        else:
            opt_in(session, person.id)
    flash(_("You get no more reminders.") if action == "stop" else _("Reminders may come again."))
    return redirect(url_for(".see_data"), 303)
