"""Practice without a network: the page of its questions in a pack, and a learner's order."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final

from flask import render_template

from assessments.practice.offline import list_kept_questions, list_practice_order
from courses.catalogue.objective_queries import objectives
from courses.lessons.course_map import LearnerCourse
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson
from lms.web.assessments.course_frame import frame
from lms.web.offline.pack_page import REST, PackPage, packed
from lms.web.texts.language import current_language

SCRIPT: Final = "offline/practice.js"


def practice_page(
    course: LearnerCourse, request: Callable[[str], AbstractContextManager[None]]
) -> Iterator[PackPage]:
    """The page with all questions of choice; a script asks one after the other."""
    path, version_id = f"/courses/{course.code}/practice", course.course_version_id
    with request(path):
        language = current_language()
        questions = list_kept_questions(db.session(), version_id, language=language)
        if not questions:
            return
        taught = objectives(db.session(), version_id, language=language)
        lessons = {code: objective.lesson_code for code, objective in taught.items()}
        html = render_template(
            "offline/practice.html", **frame(course), questions=questions, lessons=lessons
        )
        facts = {"sheets": {}, "version": str(version_id)}
        yield PackPage(REST, path, packed(html, facts, script=SCRIPT))


def practice_order(person: SignedInPerson, course: LearnerCourse) -> list[str]:
    """Ids of the questions that are planned for a learner, the most urgent first."""
    order = list_practice_order(
        db.session(), learner_id=person.id, context_id=course.course_version_id, now=utc_now()
    )
    return [str(item_version_id) for item_version_id in order]
