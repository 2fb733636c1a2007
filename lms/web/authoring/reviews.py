"""Routes that change the review state of an item."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.items.authoring import review_item
from assessments.kinds import ReviewState
from lms.extensions import transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for


@bp.post("/<code>/items/<item_code>/versions/<int(max=99999):version>/send-to-review")
def send_to_review(code: str, item_code: str, version: int) -> ResponseReturnValue:
    """Send a version of an item to review."""
    course = course_for("item.edit", code)
    return change_review_state(course, item_code, version, "in-review", "item.edit")


@bp.post("/<code>/items/<item_code>/versions/<int(max=99999):version>/approve")
def approve(code: str, item_code: str, version: int) -> ResponseReturnValue:
    """Approve a version of an item."""
    course = course_for("item.approve", code)
    return change_review_state(course, item_code, version, "approved", "item.approve")


@bp.post("/<code>/items/<item_code>/versions/<int(max=99999):version>/send-back")
def send_back(code: str, item_code: str, version: int) -> ResponseReturnValue:
    """Send a version of an item back to its author."""
    course = course_for("item.approve", code)
    return change_review_state(course, item_code, version, "draft", "item.approve")


def change_review_state(
    course: AuthoredCourse, item_code: str, version: int, state: ReviewState, permission: str
) -> ResponseReturnValue:
    """Change the state of a version and record it; `permission` determines the recorded role."""
    now = utc_now()
    with transaction() as session:
        review_item(
            session,
            bank_code=course.code,
            item_code=item_code,
            version=version,
            state=state,
            reviewer_id=course.person.id,
            role=course.role_for(permission),
            now=now,
        )
        audit.record(
            session,
            action=f"item.{state}",
            actor_id=course.person.id,
            subject_type="course",
            subject_id=course.ids.id,
            now=now,
            details={"item": item_code, "version": version},
        )
    flash(_("The state of this version is stored."))
    return redirect(url_for(".item", code=course.code, item_code=item_code, version=version), 303)
