"""Previews a step with a text that is not published, as a learner's phone shows it."""

import json
from dataclasses import replace

from flask import render_template
from flask_babel import force_locale

from courses.block_host.runtime.units import UnitPage
from courses.block_host.runtime.viewer import NOBODY
from courses.block_host.state import queries as units
from courses.catalogue.unit_content import content_hash
from courses.course_files.two_languages import LANGUAGES
from courses.lessons.steps import LessonStep, lesson_steps
from courses.step_edits.merge import PROSE, prose_content
from courses.step_edits.queries import PublishedStep
from courses.step_edits.texts import StepText
from lms.extensions import db
from lms.web.authoring.course import AuthoredCourse
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import render_each_unit
from lms.web.learning.step_view import units_of
from lms.web.offline.visitor import VISITOR


def render_previews(
    course: AuthoredCourse, published: PublishedStep, text: StepText
) -> dict[str, str]:
    """A page for a frame in each language, rendered for nobody: no state is read or written."""
    page = units.get_lesson_page(
        db.session(), published.lesson_id, person_id=NOBODY, course_code=course.code
    )
    return {language: _preview(course, published, text, page, language) for language in LANGUAGES}


def _preview(
    course: AuthoredCourse,
    published: PublishedStep,
    text: StepText,
    page: UnitPage,
    language: str,
) -> str:
    session = db.session()
    steps = lesson_steps(published.lesson_content, language)
    step = next(entry for entry in steps if entry.id == published.id)
    viewer = learner_viewer(
        session,
        VISITOR,
        enrolment_id=NOBODY,
        course_version_id=course.version_id,
        course_code=course.code,
        language=language,
    )
    shown = _with_text(units_of(page, steps, (step,)), step, published, text)
    with force_locale(language):
        return render_template(
            "authoring/_step_preview.html",
            step=replace(step, title=text.of(language)[0]),
            units=render_each_unit(shown, viewer, VISITOR, {}),
            language=language,
        )


def _with_text(
    page: UnitPage, step: LessonStep, published: PublishedStep, text: StepText
) -> UnitPage:
    """The page with this text in the text block of the step."""
    content = prose_content(published.prose, text, {})
    records = {
        unit_id: replace(
            unit,
            content_text=json.dumps(content),
            content_hash=content_hash(PROSE, content),
        )
        if (unit.key, unit.block_type) == (step.id, PROSE)
        else unit
        for unit_id, unit in page.units.items()
    }
    return UnitPage(records, page.learner_state, page.shared_state)
