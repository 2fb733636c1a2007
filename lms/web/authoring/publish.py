"""The page that shows what the draft of a course changes, and publishes it as a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.catalogue.versions import version_labels
from courses.step_edits import queries
from courses.step_edits.errors import (
    DraftChanged,
    DraftNotPublishable,
    StepChanged,
    VersionExists,
)
from courses.step_edits.texts import StepText
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import clean_line
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.authoring.outline import names_of_authors
from lms.web.authoring.step_editor import differences, flaw_text
from lms.web.texts.error_messages import error_message
from lms.workflows.course_import.publish_steps import (
    StepChange,
    VersionNote,
    can_be_published,
    fingerprint,
    list_changes,
    prepare_draft,
    publish_draft,
)

NO_TEXT = StepText("", "", "", "")
LENGTHS = {"label": 40, "changes_id": 300, "changes_en": 300}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A step of the draft with its differences in words and what has to be settled."""

    change: StepChange
    differences: Mapping[str, object]
    flaws: tuple[str, ...]


@bp.get("/<code>/publish")
def look_at_draft(code: str) -> ResponseReturnValue:
    """Show what the draft changes, and for whom."""
    course = course_for("course.import", code)
    label = version_labels(db.session(), [course.version_id])[course.version_id]
    return show(course, {"label": label}, {})


@bp.post("/<code>/publish")
def publish_course(code: str) -> ResponseReturnValue:
    """Publish the draft as the next version."""
    course = course_for("course.import", code)
    typed, errors = read_note()
    if errors:
        return show(course, typed, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        number = publish(course, VersionNote(**typed))
    except (DraftNotPublishable, DraftChanged, StepChanged, VersionExists) as refused:
        db.session().rollback()
        return show(course, typed, {"": error_message(refused)}), HTTPStatus.CONFLICT
    flash(_("Version %(version)s is made. Learners under way keep theirs.", version=number))
    return redirect(url_for(".outline", code=course.code), 303)


def publish(course: AuthoredCourse, note: VersionNote) -> int:
    """Publish the draft that the author has seen and return the number of the version."""
    now = utc_now()
    ready = prepare_draft(
        db.session(),
        course.code,
        course_id=course.ids.id,
        version_id=course.version_id,
        note=note,
        seen=request.form.get("seen", ""),
        now=now,
    )
    db.session().rollback()
    with transaction() as session:
        return publish_draft(session, ready, actor_id=course.person.id, now=now).number


def read_note() -> tuple[dict[str, str], dict[str, str]]:
    """The submitted label and sentences, and their errors."""
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, length in LENGTHS.items():
        typed[name] = request.form.get(name, "")[: 4 * length]
        try:
            typed[name] = clean_line(typed[name], max_length=length)
        except LmsError as refused:
            errors[name] = error_message(refused)
        if not typed[name]:
            errors[name] = _("Fill this in.")
    return typed, errors


def show(course: AuthoredCourse, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """Render the page."""
    session = db.session()
    changes = list_changes(session, course.ids.id, course.version_id)
    return render_template(
        "authoring/publish.html",
        course=course,
        shown=[
            ShownChange(
                change,
                differences(
                    change.published.text if change.published else NO_TEXT, change.edit.text
                ),
                tuple(map(flaw_text, change.flaws)),
            )
            for change in changes
        ],
        is_ready=can_be_published(changes),
        seen=fingerprint(course.version_id, changes),
        learners=queries.learners_by_version(session, course.ids.version_ids),
        names=names_of_authors(change.edit for change in changes),
        typed=typed,
        errors=errors,
        has_errors=bool(errors),
    )
