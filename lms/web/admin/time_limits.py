"""Time limits of the tests of a course."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from assessments.kinds import Task
from assessments.queries import get_time_limits
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import require
from lms.web.admin.blueprint import bp
from lms.web.admin.course_routes import get_version
from lms.workflows.attempts.time_limits import set_time_limit

MAX_MINUTES = 600
MINUTES_MESSAGE = _l("Write whole minutes from 1 to 600, or leave it empty.")


class TimeLimitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Time limits of both tests in minutes; empty means none."""

    pre = IntegerField(
        _l("Pre-test, minutes"), [Optional(), NumberRange(1, MAX_MINUTES, MINUTES_MESSAGE)]
    )
    post = IntegerField(
        _l("Post-test, minutes"), [Optional(), NumberRange(1, MAX_MINUTES, MINUTES_MESSAGE)]
    )

    def replace_number_errors(self) -> None:
        """Replace WTForms' messages for invalid numbers."""
        for field in (self.pre, self.post):
            field.errors = [str(MINUTES_MESSAGE)] if field.errors else []


@bp.route("/courses/<uuid:version_id>/time-limits", methods=["GET", "POST"])
def time_limits_of_tests(version_id: UUID) -> ResponseReturnValue:
    setter = require("assessment.limit-time")
    version = get_version(version_id)
    known = {limit.task: limit.minutes for limit in get_time_limits(db.session(), version_id)}
    form = TimeLimitForm(pre=known.get("pre"), post=known.get("post"))
    if not form.validate_on_submit():
        form.replace_number_errors()
        page = render_template("admin/time_limits.html", form=form, version=version)
        return page, 422 if form.errors else 200
    with transaction() as session:
        minutes: dict[Task, int | None] = {"pre": form.pre.data, "post": form.post.data}
        set_time_limit(session, version_id, minutes=minutes, set_by=setter.id, now=utc_now())
    flash(_("The time limits are saved. They hold for tests that begin from now on."))
    return redirect(url_for(".courses"), 303)
