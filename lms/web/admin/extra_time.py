"""Extra time in tests for one person."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from assessments import queries
from lms.accounts import queries as accounts
from lms.accounts.service import record_staff_access
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.learner_scope import require_for_learner
from lms.web.admin.blueprint import bp
from lms.workflows.attempts.extra_time import grant_extra_time

MAX_PERCENT = 300  # percent


class ExtraTimeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Extra time in percent."""

    percent = IntegerField(
        _l("Extra time in percent"),
        [
            InputRequired(_l("Write a whole number from 0 to 300.")),
            NumberRange(0, MAX_PERCENT, _l("Write a whole number from 0 to 300.")),
        ],
    )

    def replace_number_error(self) -> None:
        """Replace WTForms' message for invalid numbers."""
        if self.percent.errors:
            self.percent.errors = [_("Write a whole number from 0 to 300.")]


@bp.route("/people/<uuid:person_id>/extra-time", methods=["GET", "POST"])
def extra_time(person_id: UUID) -> ResponseReturnValue:
    """Show or set the extra time. Access to the name is recorded."""
    granter = require_for_learner("extra-time.grant", person_id)
    profile = accounts.active_profile(db.session(), person_id)
    form = ExtraTimeForm(percent=queries.get_extra_time(db.session(), person_id))
    if not form.validate_on_submit():
        form.replace_number_error()
        with transaction() as session:
            record_staff_access(session, reader_id=granter.id, person_id=person_id, now=utc_now())
        page = render_template("admin/extra_time.html", form=form, profile=profile)
        return page, 422 if form.errors else 200
    with transaction() as session:
        percent = form.percent.data
        grant_extra_time(session, person_id, percent=percent, granted_by=granter.id, now=utc_now())
    flash(_("The extra time is saved. It also holds for a test that is open now."))
    return redirect(url_for(".extra_time", person_id=person_id), 303)
