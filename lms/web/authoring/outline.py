"""The outline of a course: modules, lessons and steps, with what stands in the draft."""

from collections.abc import Iterable
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from courses.step_edits import queries
from lms.accounts.queries import plain_names
from lms.extensions import db
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import course_for
from lms.web.texts.language import current_language


@bp.get("/<code>/lessons")
def outline(code: str) -> ResponseReturnValue:
    """Show the lessons and steps of the newest version."""
    course = course_for("course.edit", code)
    session = db.session()
    edits = queries.draft_edits(session, course.ids.id)
    modules = queries.outline(session, course.version_id, language=current_language())
    return render_template(
        "authoring/outline.html",
        course=course,
        modules=modules,
        addresses={
            (lesson.code, step.id)
            for module in modules
            for lesson in module.lessons
            for step in lesson.steps
        },
        edits={(edit.lesson, edit.step): edit for edit in edits},
        lessons_in_draft={edit.lesson for edit in edits},
        names=names_of_authors(edits),
    )


def names_of_authors(edits: Iterable[queries.Edit]) -> dict[UUID, str]:
    """Names of who made these edits."""
    return plain_names(db.session(), {edit.saved_by for edit in edits})
