"""The route that deletes imported drafts of items."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.items.authoring import remove_draft
from lms.extensions import transaction
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import course_for


@bp.post("/<code>/drafts/<item_code>/remove")
def drop_draft(code: str, item_code: str) -> ResponseReturnValue:
    """Delete a draft of an item."""
    course = course_for("item.edit", code)
    with transaction() as session:
        remove_draft(session, bank_code=course.code, code=item_code)
    flash(_("The draft is removed."))
    return redirect(url_for(".items", code=course.code), 303)
