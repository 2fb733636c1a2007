"""The action plan without a network: its pages in a pack, and what the learner has written."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import UUID

from flask import render_template

from courses.action_plans.queries import action_plan
from courses.block_host.runtime.viewer import NOBODY
from courses.block_host.state import queries as units
from courses.block_toolkit.texts import select_language
from courses.blocks.course import plan_form
from courses.blocks.course.plan_template import REVIEW, Part
from courses.cohorts.plan_reviews.queries import plan_form_content
from courses.lessons.course_map import LearnerCourse
from lms.extensions import db
from lms.web.access.auth import SignedInPerson
from lms.web.learning.plans import page_of_plan, parts_of_plan
from lms.web.offline.pack_page import REST, PackPage, packed
from lms.web.offline.visitor import VISITOR
from lms.web.texts.language import current_language

SCRIPT = "offline/plan.js"


def has_plan(course_version_id: UUID) -> bool:
    """Whether the version has an action plan."""
    return bool(plan_form_content(db.session(), course_version_id)["template"]["fields"])


def plan_pages(
    course: LearnerCourse, request: Callable[[str], AbstractContextManager[None]]
) -> Iterator[PackPage]:
    """The pages of the plan for nobody: a form, or a list of parts and the form of each."""
    if not has_plan(course.course_version_id):
        return
    base = f"/courses/{course.code}/plan"
    unit_id = _unit_id(course)
    with request(base):
        parts = parts_of_plan(course.course_version_id)
    for part_id in ["", *(part["id"] for part in parts)]:
        path = f"{base}/{part_id}".rstrip("/")
        with request(path):
            is_list = bool(parts) and not part_id
            html = (
                _list_page(course, parts, unit_id)
                if is_list
                else page_of_plan(VISITOR, course, part_id=part_id)
            )
            plan = {"unit": unit_id, "part": part_id, "isList": is_list}
            yield PackPage(REST, path, packed(html, {"sheets": {}, "plan": plan}, script=SCRIPT))


def plan_state(person: SignedInPerson, course: LearnerCourse) -> dict[str, dict[str, object]]:
    """What forms of the plan show to its writer, by its unit; empty if there is no plan.

    `revision` counts changes of the plan, `seen` says by part what a form was written over.
    """
    session = db.session()
    if not has_plan(course.course_version_id):
        return {}
    plan = action_plan(
        session,
        enrolment_id=course.enrolment_id,
        person_id=person.id,
        person_key_id=person.data_key_id,
    )
    form = plan_form_content(session, course.course_version_id)
    template = select_language(form["template"], current_language())
    content = dict(plan.content) if plan else {}
    names = ["", REVIEW, *(part["id"] for part in parts_of_plan(course.course_version_id))]
    return {
        _unit_id(course): {
            "revision": plan.version if plan else 0,
            "parts": {name: plan_form.form_values(template, name, content) for name in names},
            "seen": {name: plan_form.fingerprint(template, name, content) for name in names},
        }
    }


def _unit_id(course: LearnerCourse) -> str:
    page = units.get_plan_page(
        db.session(), course.course_version_id, person_id=NOBODY, course_code=course.code
    )
    return str(next(iter(page.units)))


def _list_page(course: LearnerCourse, parts: tuple[Part, ...], unit_id: str) -> str:
    return render_template(
        "offline/plan.html",
        course=course,
        parts=parts,
        action=f"/courses/{course.code}/units/{unit_id}/keep",
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )
