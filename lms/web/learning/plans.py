"""The pages of the action plan: the plan, or its parts one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.action_plans.queries import action_plan
from courses.awareness.queries import sessions_of
from courses.block_host.state import queries as units
from courses.block_toolkit.texts import select_language, translate
from courses.blocks.course.plan_form import BESIDE
from courses.blocks.course.plan_template import REVIEW_TITLE, Part, parts_of
from courses.cohorts.plan_reviews.plan_text import AnsweredField, format_plan
from courses.cohorts.plan_reviews.queries import last_review, plan_form_content
from courses.lessons.course_map import LearnerCourse
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import Contexts, RejectedForm, render_units
from lms.web.learning.blueprint import bp
from lms.web.learning.scenarios import open_course
from lms.web.texts.language import current_language

if TYPE_CHECKING:
    from courses.block_host.runtime.fragments import RenderedUnit


@dataclass(frozen=True, slots=True)
class TextBeside:
    """What a phone sent for a part after it was changed elsewhere; "" is the whole plan."""

    part_id: str
    title: str
    answers: tuple[AnsweredField, ...]


@bp.get("/plan")
def plan(code: str) -> ResponseReturnValue:
    """Show the action plan, or the list of its parts."""
    return plan_page(current_person(), code)


@bp.get("/plan/<part_id>")
def plan_part(code: str, part_id: str) -> ResponseReturnValue:
    """Show one part of the plan; an unknown one leads to the plan."""
    person = current_person()
    course = open_course(person, code)
    if part_id not in [part["id"] for part in parts_of_plan(course.course_version_id)]:
        return redirect(url_for(".plan", code=code), 303)
    return plan_page(person, code, part_id=part_id)


def parts_of_plan(course_version_id: UUID) -> tuple[Part, ...]:
    """The parts of the plan of a course version; empty if it is a single form."""
    language = current_language()
    template = plan_form_content(db.session(), course_version_id)["template"]
    return parts_of(select_language(template, language), translate(language, REVIEW_TITLE))


def plan_page(
    person: SignedInPerson,
    course_code: str,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
    *,
    part_id: str = "",
) -> str:
    """Render the action plan or one of its parts, with rejected input if given."""
    return page_of_plan(
        person, open_course(person, course_code), contexts, not_taken, part_id=part_id
    )


def page_of_plan(
    person: SignedInPerson,
    course: LearnerCourse,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
    *,
    part_id: str = "",
) -> str:
    """Render the plan of a course, or one of its parts."""
    session = db.session()
    parts = parts_of_plan(course.course_version_id)
    number = next((n for n, part in enumerate(parts, 1) if part["id"] == part_id), 0)
    beside = texts_beside(person, course, parts)
    shown = {
        "course": course,
        "units": _rendered_units(person, course, contexts or {}, part_id),
        "has_errors": bool(contexts),
        "not_taken": not_taken,
        "is_draft": course.opening.is_draft,
        "helplines_url": f"/courses/{course.code}/helplines",
    }
    if number:
        return render_template(
            "learning/plan_part.html",
            **shown,
            part=parts[number - 1],
            number=number,
            all=len(parts),
            beside=[text for text in beside if text.part_id == part_id],
        )
    return render_template(
        "learning/plan.html",
        **shown,
        parts=len(parts),
        beside=beside,
        review=last_review(session, course.enrolment_id, person_key_id=person.data_key_id)
        if course.plan_state in ("returned", "approved")
        else None,
        held=sessions_of(session, course.enrolment_id, person_key_id=person.data_key_id),
    )


def _rendered_units(
    person: SignedInPerson, course: LearnerCourse, contexts: Contexts, part_id: str
) -> list["RenderedUnit"]:
    """The plan of a course as its own page shows it: all of it, or one part."""
    session = db.session()
    page = units.get_plan_page(
        session, course.course_version_id, person_id=person.id, course_code=course.code
    )
    viewer = learner_viewer(
        session,
        person,
        enrolment_id=course.enrolment_id,
        course_version_id=course.course_version_id,
        course_code=course.code,
        language=current_language(),
    )
    own_contexts = {
        unit_id: {**contexts.get(unit_id, {}), "is_own_page": True, "part": part_id}
        for unit_id in page.units
    }
    return render_units(page, viewer, person, own_contexts)


def texts_beside(
    person: SignedInPerson, course: LearnerCourse, parts: tuple[Part, ...]
) -> list[TextBeside]:
    """Texts that came late from a phone, by part, until the part is saved again."""
    session = db.session()
    plan = action_plan(
        session,
        enrolment_id=course.enrolment_id,
        person_id=person.id,
        person_key_id=person.data_key_id,
    )
    late = plan.content.get(BESIDE) if plan else None
    if not late:
        return []
    form = plan_form_content(session, course.course_version_id)
    titles = {part["id"]: part["title"] for part in parts}
    texts = []
    for part_id, values in late.items():
        answers = format_plan(form, values, language=current_language())
        given = tuple(answer for answer in answers if answer.lines)
        texts.append(TextBeside(part_id, titles.get(part_id, ""), given))
    return texts
