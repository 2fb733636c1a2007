"""The page before submitting an attempt, and submitting it."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments import queries
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import course_with, frame
from lms.web.assessments.forms import FinishForm
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.workflows.attempts.take_assessment import finish_attempt


@bp.get("/attempts/<uuid:attempt_id>/submit")
def finish(attempt_id: UUID) -> ResponseReturnValue:
    """Show blank and flagged questions before submitting."""
    person = current_person()
    attempt = queries.get_attempt_map(db.session(), attempt_id, learner_id=person.id)
    now = utc_now()
    if attempt.task == "practice" or attempt.submitted_at is not None or attempt.is_over(now):
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    return render_template(
        "assessments/finish.html",
        **frame(course_with(person, attempt.context_id)),
        person_id=person.id,
        name=NAMES[attempt.task],
        is_scale=attempt.task in SCALES,
        map=attempt,
        remaining_seconds=attempt.remaining_seconds(now),
        form=FinishForm(formdata=None),
    )


@bp.post("/attempts/<uuid:attempt_id>/submit")
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Submit the attempt. Idempotent."""
    person = current_person()
    with transaction() as session:
        finish_attempt(session, attempt_id, person_id=person.id, now=utc_now())
    return redirect(url_for(".result", attempt_id=attempt_id), 303)
