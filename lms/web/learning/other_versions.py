"""Leads from a page of a version that the learner has left into the course."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.web.texts.translation import gettext as _


def lead_to_course(code: str, *, is_sent: bool = False) -> ResponseReturnValue:
    """Redirect to the course and say why; `is_sent` if a form of the old page was sent."""
    if is_sent:
        flash(
            _("You take another version of this course now. What the old page sent was not stored.")
        )
    else:
        flash(_("That page is of another version of the course than you take now."))
    return redirect(url_for("catalogue.course", code=code), 303)
