"""Handles forms of blocks sent without JavaScript: calls the handler, then redirects (303).

If the block rejects the input, its page is shown again with 422 and the input.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from courses.block_host.errors import UnitNotFound
from courses.block_host.runtime.units import UnitLocation
from courses.block_host.state.queries import get_unit_location
from courses.json_types import JsonMapping
from courses.lessons.other_versions import had_unit
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.access.form_tokens import has_valid_token, not_stored_message
from lms.web.assessments.planned_tasks import SHOWN_AT
from lms.web.blocks.handlers import Caller, call_handler, get_open_unit
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import RejectedForm
from lms.web.learning.blueprint import bp
from lms.web.learning.lesson_view import learner_lesson, lesson_page
from lms.web.learning.other_versions import lead_to_course
from lms.web.learning.plans import plan_page
from lms.web.learning.recall_again import asked_at
from lms.web.learning.scenarios import open_course, scenario_page
from lms.web.learning.step_view import step_page, steps_of
from lms.web.texts.language import current_language

REFUSED = 422
PART_ID: Final = re.compile("[a-z0-9][a-z0-9-]{0,59}")


@bp.post("/units/<uuid:unit_id>/<handler>")
def send(code: str, unit_id: UUID, handler: str) -> ResponseReturnValue:
    """Call the handler. Checks the CSRF token itself, to keep the input if it has expired.

    A form of a version that the learner has left leads to the course.
    """
    person = current_person()
    course = open_course(person, code)
    session, version_id = db.session(), course.course_version_id
    try:
        location = get_unit_location(session, unit_id, course_version_id=version_id)
    except UnitNotFound:
        if had_unit(session, person.id, code, unit_id):
            return lead_to_course(code, is_sent=True)
        raise
    posted = request.form.to_dict(False)
    if not has_valid_token():
        not_taken = RejectedForm(not_stored_message(), location.html_id)
        return page_of(person, code, location, {unit_id: {"posted": posted}}, not_taken), REFUSED

    def who(session: Session) -> Caller:
        unit = get_open_unit(session, unit_id, person_id=person.id)
        viewer = learner_viewer(
            session,
            person,
            enrolment_id=unit.enrolment_id,
            course_version_id=unit.course_version_id,
            course_code=code,
            language=current_language(),
        )
        return person, viewer, unit

    answer = call_handler(who, handler=handler)
    if answer.status_int == REFUSED:
        db.session().rollback()  # discards the snapshot from before the handler's write
        refused = {"problems": answer.json.get("problems", {}), "posted": posted}
        return page_of(person, code, location, {unit_id: refused}), REFUSED
    return redirect(page_url(code, location), 303)


def page_of(
    person: SignedInPerson,
    code: str,
    location: UnitLocation,
    contexts: Mapping[UUID, JsonMapping],
    not_taken: RejectedForm | None = None,
) -> str:
    """Render the page of a unit with rejected input."""
    if location.lesson_code:
        lesson_code, step_id = asked_at() or (location.lesson_code, location.step)
        lesson = learner_lesson(person, code, lesson_code)
        step = next((entry for entry in steps_of(lesson) if entry.id == step_id), None)
        if step is not None:
            return step_page(person, lesson, step, contexts, not_taken)
        return lesson_page(person, lesson, contexts, not_taken)
    if location.scenario_code:
        return scenario_page(person, code, location.scenario_code, contexts, not_taken)
    part_id = request.form.get("part", "")
    return plan_page(person, code, contexts, not_taken, part_id=part_id)


def page_url(code: str, location: UnitLocation) -> str:
    """The URL of the page of a unit."""
    if request.form.get("at") == SHOWN_AT:
        follow_up = url_for("assessments.intro", code=code, task="follow-up")
        return f"{follow_up}#{location.html_id}"
    if location.lesson_code:
        anchor = location.html_id
        if shown_at := asked_at():
            lesson_code, step_id = shown_at
            page = url_for(".step", code=code, lesson_code=lesson_code, step_id=step_id, again=1)
            return f"{page}#{anchor}"
        lesson = url_for(".lesson", code=code, lesson_code=location.lesson_code)
        return f"{lesson}/steps/{location.step}#{anchor}" if location.step else f"{lesson}#{anchor}"
    if location.scenario_code:
        return url_for(".scenario", code=code, scenario_code=location.scenario_code)
    if part_id := part_after(request.form.get):
        return url_for(".plan_part", code=code, part_id=part_id)
    return url_for(".plan", code=code)


def part_after(field: Callable[[str, str], str]) -> str:
    """The part of the plan after the submitted one, or the same one if it gets another row.

    `field` gives the value of a field of the form, or its second argument.
    """
    part_id = field("part" if field("do", "").startswith("add-") else "next", "")
    return part_id if PART_ID.fullmatch(part_id) else ""
