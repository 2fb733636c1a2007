"""Messages for errors on learning pages."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "lesson-not-found": _l("This course has no such lesson."),
    "pre-test-first": _l("The first test comes before the first lesson."),
    "scenario-not-found": _l("This course has no such scenario."),
    "cohort-not-found": _l(
        "There is not exactly one cohort named %(name)s; its id from the address names it too."
    ),
    "enrolment-not-found": _l("You have not joined this course yet."),
    "version-left": _l(
        "You take another version of %(course)s now, so what this page sent was not stored. Open "
        "the course to go on."
    ),
    "lesson-not-skippable": _l("This lesson cannot be skipped; it takes a few minutes only."),
    "step-not-skippable": _l("This step cannot be skipped; it takes a minute or two."),
    "steps-remaining": _l("Some steps of this lesson are still to be tried to the end."),
    "plan-not-found": _l("There is no action plan yet. Write it first, then hand it in."),
    "plan-closed": _l("This action plan is approved and cannot be changed any more."),
    "plan-changed": _l("The plan was also saved in another window. Open it again before you save."),
    "plan-changed-since-read": _l(
        "The learner has changed the plan since you opened it, so nothing was decided. Open it "
        "again and read it as it is now. If it is not there, it has not been handed in again yet."
    ),
}
