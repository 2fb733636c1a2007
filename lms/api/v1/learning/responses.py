"""Builds API responses about own enrolments, progress and certificates."""

from typing import cast

from assessments.queries import AssessmentState, AssessmentStates
from certificates.numbers import format_number
from courses.lessons.course_map import LearnerCourse
from courses.progress.course_progress import CourseProgress, LessonState, ModuleProgress
from lms.api.v1.certificate_responses import outcome_of
from lms.api.v1.certificate_schemas import BothTitles
from lms.api.v1.learning.schemas import (
    EnrolmentFacts,
    EnrolmentLine,
    LessonFacts,
    LessonStateWord,
    ModuleFacts,
    OwnCertificate,
    PlanState,
    TestFacts,
    TestTask,
)
from lms.extensions import current_ports
from lms.web.certificates.states import ListedCertificate


def enrolment_line(course: LearnerCourse) -> EnrolmentLine:
    """Describe an enrolment in a list."""
    return EnrolmentLine(
        id=str(course.enrolment_id),
        course=course.code,
        version_id=str(course.course_version_id),
        version=course.version_label,
        title=course.title,
        started_at=course.started_at,
        completed_at=course.completed_at,
        superseded_at=course.superseded_at,
        is_open=course.opening.is_open,
    )


def enrolment_facts(
    course: LearnerCourse, progress: CourseProgress, states: AssessmentStates
) -> EnrolmentFacts:
    """Describe an enrolment with its progress."""
    following = progress.next_lesson
    return EnrolmentFacts(
        **dict(enrolment_line(course)),
        lessons_done=progress.lessons_done,
        lessons_total=progress.lessons_total,
        minutes_left=progress.minutes_left,
        next_lesson=following.code if following else None,
        scenarios_done=course.scenarios_done,
        scenarios_required=course.scenarios_required,
        has_core_scenario=course.has_core_scenario,
        plan_state=cast(PlanState, course.plan_state or "none"),
        is_plan_required=course.is_plan_required,
        post_test_min=course.post_test_min,
        modules=[_module(module) for module in progress.modules],
        tests=[_test(state) for state in _in_order(states)],
    )


def own_certificate(listed: ListedCertificate) -> OwnCertificate:
    """Describe a certificate of the list of its holder."""
    summary = listed.summary
    number = format_number(summary.number)
    return OwnCertificate(
        number=number,
        outcome=outcome_of(listed.state, is_specimen=summary.is_specimen),
        title=BothTitles(id=summary.title_id, en=summary.title_en),
        has_distinction=bool(summary.level),
        is_pilot=summary.is_pilot,
        issued_at=summary.issued_at,
        valid_until=summary.valid_until,
        revoked_at=summary.revoked_at,
        page=f"{current_ports().public_url}/v/{number}",
    )


def _module(module: ModuleProgress) -> ModuleFacts:
    return ModuleFacts(
        code=module.code,
        number=module.number,
        title=module.title,
        is_finished=module.is_finished,
        lessons=[_lesson(lesson) for lesson in module.lessons],
    )


def _lesson(lesson: LessonState) -> LessonFacts:
    return LessonFacts(
        code=lesson.code,
        title=lesson.title,
        minutes=lesson.minutes,
        state=cast(LessonStateWord, lesson.state or "unopened"),
        is_reopened=lesson.is_reopened,
    )


def _in_order(states: AssessmentStates) -> list[AssessmentState]:
    """Return the tests of a course in the order in which learners meet them."""
    known = (
        states.self_efficacy_before,
        states.pre,
        states.post,
        states.self_efficacy_after,
        states.follow_up,
        states.self_efficacy_follow_up,
    )
    return [state for state in known if state is not None]


def _test(state: AssessmentState) -> TestFacts:
    return TestFacts(
        task=cast(TestTask, state.task),
        state=state.state,
        attempt_id=str(state.attempt_id) if state.attempt_id else None,
        attempts_made=state.attempts_made,
        attempts_remaining=state.attempts_remaining,
        may_retake_at=state.may_retake_at,
        has_passed=state.has_passed,
        best_percent=state.best_percent,
        pass_percent=state.pass_percent,
    )
