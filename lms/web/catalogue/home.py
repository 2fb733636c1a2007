"""The home page: next step, tasks of the course, certificates."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments.practice.queries import get_home_states
from assessments.queries import AssessmentStates
from certificates.records.queries import certificates_of_person
from courses.cohorts.queries import announcements_to
from courses.grading.queries import has_met_rules
from courses.lessons.course_map import LearnerCourse, courses_and_history
from courses.progress.course_progress import CourseProgress, course_progress
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.assessments.follow_up import follow_up_task
from lms.web.catalogue.blueprint import bp
from lms.web.catalogue.certificate_rules import certificate_rules
from lms.web.catalogue.cohort_pages import cohort_card
from lms.web.catalogue.tasks import Task, grade_task, next_task, tasks_of
from lms.web.catalogue.versions import offer_of
from lms.web.certificates.states import list_own_certificates
from lms.web.cohorts.today import sessions_to_lead
from lms.web.organisations.pending_requests import coordinating
from lms.web.texts.language import current_language


@bp.get("/home")
def home() -> ResponseReturnValue:
    """Show the home page."""
    person = current_person()
    courses = courses_and_history(
        db.session(),
        person.id,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )
    if not courses:
        return render_template(
            "catalogue/home_empty.html",
            person=person,
            coordinating=coordinating(person),
            teaching=sessions_to_lead(person, utc_now()),
        )
    return home_page(person, courses)


def home_page(person: SignedInPerson, courses: tuple[LearnerCourse, ...]) -> str:
    """Render the home page of a learner; `courses` are active ones before earlier versions.

    The latest course comes first.
    """
    session, language = db.session(), current_language()
    course = courses[0]
    progress = course_progress(session, course.enrolment_id, language=language)
    # without a completed version, earlier or not, there is no certificate
    has_completed = any(joined.completed_at for joined in courses)
    practice = get_home_states(
        session, learner_id=person.id, context_id=course.course_version_id, now=utc_now()
    )
    states = practice.states
    tasks = (*tasks_of(course, progress, states), *grades_to_reach(course, progress))
    return render_template(
        "catalogue/home.html",
        person=person,
        coordinating=coordinating(person),
        teaching=sessions_to_lead(person, utc_now()),
        course=course,
        others=[other for other in courses[1:] if other.superseded_at is None],
        newer=offer_of(course),
        progress=progress,
        ribs=rib_states(progress),
        pre_test=pre_test_first(progress, states),
        tasks=tasks,
        next_task=next_task(tasks),
        practice=practice,
        follow_up=follow_up_task(session, course.enrolment_id, states)
        if course.completed_at and course.opening.is_open
        else None,
        certificates=list_own_certificates(
            certificates_of_person(session, person.id), now=utc_now()
        )
        if has_completed
        else (),
        rules=certificate_rules(course),
        in_class=cohort_card(course, progress),
        announcements=announcements_to(session, course.enrolment_id)
        if course.announcements
        else [],
        language=language,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )


def grades_to_reach(course: LearnerCourse, progress: CourseProgress) -> tuple[Task, ...]:
    """The grade task, if grades are missing. Queries only once all lessons are done."""
    if course.completed_at or progress.lessons_done < progress.lessons_total:
        return ()
    is_met = has_met_rules(db.session(), course.enrolment_id)
    return () if is_met else (grade_task(course),)


def pre_test_first(progress: CourseProgress, states: AssessmentStates) -> str:
    """The state of a pre-test that comes before the first lesson; "" if none is pending."""
    if states.pre is None or states.pre.state == "done" or progress.is_started:
        return ""
    if states.is_too_late(states.pre):
        return ""
    return states.pre.state


def rib_states(progress: CourseProgress) -> list[str]:
    """The state of each module: "done", "now" or ""."""
    return [
        "done" if module.is_finished else "now" if module.is_started else ""
        for module in progress.modules
    ]
