"""Upload of files of answers, by the learner or by a person who may hand them in."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from assessments import queries
from assessments.answer_files.import_answers import import_answers
from assessments.errors import AnswersFileMissing
from lms.extensions import db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import Invalid
from lms.web.access.auth import current_person
from lms.web.access.learner_scope import may_for_learner
from lms.web.assessments.blueprint import bp
from lms.web.assessments.task_texts import NAMES
from lms.web.texts.error_messages import error_message

FILES = "20 per minute; 200 per hour"
STATUSES = {
    # status: text, class of the tag, icon
    "received": (_l("Received. It counts."), "done", "check"),
    "duplicate": (_l("It was received before."), "done", "check"),
    "late": (_l("It came after the end. It is stored but does not count."), "now", "clock"),
    "conflict": (_l("A different answer has the same id. Nothing was changed."), "fix", "fix"),
    "foreign": (_l("It belongs to somebody whose answers you cannot hand in."), "fix", "lock"),
    "damaged": (_l("It was changed on the way and was not accepted."), "fix", "fix"),
    "refused": (_l("It does not fit its question and was not accepted."), "fix", "fix"),
    "too-many": (_l("The test has received too many answers and accepts no more."), "fix", "fix"),
}


@bp.get("/answers/import")
def hand_in_file() -> ResponseReturnValue:
    """Show the upload form."""
    current_person()
    return render_template("assessments/hand_in_file.html", problem="")


@bp.post("/answers/import")
@limiter.limit(FILES)
def import_file() -> ResponseReturnValue:
    """Import a file of answers. A rejected file changes nothing."""
    carrier = current_person()
    sent = request.files.get("answers")
    content = sent.read() if sent else b""
    try:
        if not content:
            raise AnswersFileMissing()
        with transaction() as session:
            import_id = import_answers(
                session,
                content,
                carried_by=carrier.id,
                may_carry=lambda learner_id: (
                    learner_id == carrier.id
                    or may_for_learner(carrier, "answers.carry", learner_id)
                ),
                now=utc_now(),
            )
    except Invalid as error:
        problem = error_message(error)
        page = render_template("assessments/hand_in_file.html", problem=problem, has_errors=True)
        return page, 422
    return redirect(url_for(".import_report", import_id=import_id), 303)


@bp.get("/answers/import/<uuid:import_id>")
def import_report(import_id: UUID) -> ResponseReturnValue:
    """Show what happened to each answer of a file."""
    carrier = current_person()
    report = queries.get_import_report(db.session(), import_id, carried_by=carrier.id)
    return render_template(
        "assessments/import_report.html", report=report, statuses=STATUSES, names=NAMES
    )
