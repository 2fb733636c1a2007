"""Page of one learner of a cohort: progress, and actions of facilitators and coordinators."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from courses.cohorts.reminders.rules import REASONS
from courses.grading.queries import is_graded
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.access.learner_scope import may_for_learner
from lms.web.assessments.task_texts import NAMES
from lms.web.cohorts.access import require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.cohorts.dashboard import PLAN_LABELS, STATE_LABELS
from lms.web.texts.language import current_language
from lms.workflows.cohorts.cohort_learner import cohort_learner

STEP_LABELS = {
    "lessons": _l("lessons"),
    "scenario": _l("a scenario to practise"),
    "plan": _l("the action plan"),
    "post-test": _l("passing the post-test"),
    "grades": _l("enough in some graded activities"),
}
TEST_LABELS = {
    "not-started": _l("Not started"),
    "under-way": _l("Under way"),
    "done": _l("Done"),
    "passed": _l("Passed"),
}
OUTCOME_LABELS = {
    "written": _l("sent"),
    "left-out": _l("not sent: no longer needed, or not wanted"),
    "stopped": _l("not sent: the person who requested it lost the role"),
    None: _l("about to be sent"),
}


@bp.get("/classes/<uuid:cohort_id>/learners/<uuid:enrolment_id>")
def learner(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.see", cohort_id)
    session, now = db.session(), utc_now()
    view = cohort_learner(
        session, access.cohort, enrolment_id, language=current_language(), now=now
    )
    return render_template(
        "cohorts/learner.html",
        cohort=access.cohort,
        organisation=access.organisation,
        learner=view,
        line=view.line,
        now=now,
        may=access.may,
        may_above=access.may_above,
        is_graded=is_graded(session, access.cohort.course_version_id),
        may_give_time=may_for_learner(access.person, "extra-time.grant", view.line.person_id),
        may_be_reminded=view.line.state in REASONS,
        states=STATE_LABELS,
        plans=PLAN_LABELS,
        steps=STEP_LABELS,
        tests=NAMES,
        test_labels=TEST_LABELS,
        outcomes=OUTCOME_LABELS,
    )
