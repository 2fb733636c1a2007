"""Renders an earlier recall on a step of a later lesson, and leads its forms back there."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for

from courses.block_host.runtime.units import UnitPage
from courses.block_host.runtime.viewer import Viewer
from courses.block_host.state import queries as units
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.recall_again import EarlierRecall, earlier_recall
from courses.lessons.steps import LessonStep
from lms.extensions import db
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.rendering import Contexts, render_each_unit
from lms.web.texts.language import current_language

if TYPE_CHECKING:
    from courses.block_host.runtime.fragments import RenderedUnit

AT: Final = "at"  # form field: lesson and step that show a unit of an earlier lesson
STEP: Final = re.compile(r"([\w-]{1,40})/([\w-]{1,40})", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecallAgain:
    """An earlier recall on the page of a later step.

    Before it is asked again, `restart_url` is the form that begins another round; then `units`
    holds the question or its result.
    """

    recall: EarlierRecall
    at: str
    restart_url: str
    units: "tuple[RenderedUnit, ...]"


def recall_again(
    person: SignedInPerson,
    lesson: LearnerLesson,
    step: LessonStep,
    viewer: Viewer,
    contexts: Contexts,
    *,
    is_offered: bool,
) -> RecallAgain | None:
    """The earlier recall that comes back at this step, or None.

    Unless it is `is_offered`, it only shows to those who have begun it here.
    """
    session = db.session()
    recall = earlier_recall(session, lesson, language=current_language())
    is_asked = asked_at() == (lesson.code, step.id) or bool(request.args.get("again"))
    if recall is None or not (is_asked or (is_offered and recall.is_due)):
        return None
    page = units.get_lesson_page(
        session, recall.lesson_id, person_id=person.id, course_code=lesson.course_code
    )
    shown = {
        unit_id: unit
        for unit_id, unit in page.units.items()
        if unit.parent_id is not None or unit.key in recall.step.unit_keys
    }
    at = f"{lesson.code}/{step.id}"
    if is_asked:
        own = UnitPage(shown, page.learner_state, page.shared_state)
        rendered = tuple(render_each_unit(own, viewer, person, contexts, shown_at=at))
        return RecallAgain(recall, at, "", rendered)
    unit_id = next(unit_id for unit_id, unit in shown.items() if unit.key in recall.step.unit_keys)
    restart = url_for(".send", code=lesson.course_code, unit_id=unit_id, handler="again")
    return RecallAgain(recall, at, restart, ())


def asked_at() -> tuple[str, str] | None:
    """Lesson and step that the submitted form names as the page of its unit, if it names any."""
    match = STEP.fullmatch(request.form.get(AT, ""))
    return (match[1], match[2]) if match else None
