"""`payung evaluate`: evaluates all versions of a course that have learners, each by itself."""

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.settings import load_settings

RELEASED = _("Version %(label)s: released. %(counted)s people are counted, %(waiting)s wait.")
REACH_RELEASED = _("Version %(label)s: awareness sessions released.")
NOT_RELEASED = _(
    "Version %(label)s: nothing is released yet. %(waiting)s people wait until no figure would"
    " tell of fewer than ten."
)


@click.command(
    help=translate("Release figures of a course now, if ten people or more have come or changed.")
)
@click.option("--course", required=True, help=translate("The code of the course."))
def evaluate(course: str) -> None:
    """Print what was done for each version. Raises CourseNotFound."""
    from courses.catalogue.versions import course_ids, version_labels
    from courses.enrolment.registrations import versions_with_learners
    from lms.extensions import db, task_context
    from lms.workflows.evaluation.awareness import release_reach
    from lms.workflows.evaluation.refresh import evaluate_course

    with application(load_settings()):
        session = db.session()
        ids = course_ids(session, course, language="en").version_ids
        labels = version_labels(session, ids)
        with_learners = set(versions_with_learners(session))
        session.rollback()
        for version_id in (version_id for version_id in ids if version_id in with_learners):
            outcome = evaluate_course(task_context(), version_id, is_forced=True)
            text = translate(RELEASED if outcome.is_released else NOT_RELEASED)
            click.echo(
                text
                % {
                    "label": labels[version_id],
                    "counted": outcome.counted,
                    "waiting": outcome.waiting,
                }
            )
            if release_reach(task_context(), version_id, is_forced=True):
                click.echo(translate(REACH_RELEASED) % {"label": labels[version_id]})
