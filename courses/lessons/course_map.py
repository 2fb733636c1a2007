"""Read models for the course pages of an enrolled learner."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Label,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.catalogue.content_models import Scenario
from courses.catalogue.errors import ScenarioNotFound
from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.queries import Opening, has_active_opening, has_opening, opening_from
from courses.cohorts.live_sessions.models import LiveSession
from courses.cohorts.models import Announcement
from courses.enrolment.change_version import has_earlier_version, has_newer_version
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Cohort, Enrolment, is_active
from courses.progress import scenario_rule
from courses.progress.models import ScenarioResult
from lms.kernel.database.db import Base


@dataclass(frozen=True, slots=True)
class LearnerCourse:
    """A person's course, with the state of scenarios, plan and cohort.

    `superseded_at` is None in the version that the person takes now; else it is when they began
    another one. `has_newer` and `has_earlier` spare pages a query: whether a newer version was
    imported, open or not, and whether the person has begun another one before.
    """

    enrolment_id: UUID
    course_version_id: UUID
    cohort_id: UUID
    code: str
    title: str
    hours: int
    post_test_min: int
    scenarios_required: int
    scenario_min_percent: int
    is_plan_required: bool
    plan_rule: str
    started_at: datetime
    completed_at: datetime | None
    opening: Opening
    scenarios_done: int  # passed
    has_core_scenario: bool
    core_scenarios: tuple[str, ...]  # titles; one of them has to be passed
    plan_state: str
    announcements: int  # current ones; saves the home page a query if there are none
    live_sessions: int  # not cancelled
    cohort_name: str  # empty in the open cohort
    pace: str
    cohort_starts_on: date | None
    cohort_ends_on: date | None
    is_attendance_counted: bool
    version_label: str
    superseded_at: datetime | None
    has_newer: bool
    has_earlier: bool

    @property
    def has_plan(self) -> bool:
        enough = ("approved",) if self.plan_rule == "approved" else ("submitted", "approved")
        return self.plan_state in enough

    @property
    def has_scenarios(self) -> bool:
        return self.scenarios_done >= self.scenarios_required and self.has_core_scenario


@dataclass(frozen=True, slots=True)
class LearnerScenario:
    """A scenario with the learner's best score, None before the first round."""

    id: UUID
    code: str
    title: str
    note: str
    minutes: int
    content_warning: int
    module_code: str
    audiences: tuple[str, ...]
    is_core: bool
    is_finished: bool  # passed; one that was played below the required share is not
    score: int | None
    max_score: int | None


def learner_courses(
    session: Session, person_id: UUID, *, language: str, is_loopback: bool
) -> tuple[LearnerCourse, ...]:
    """All courses of a person in the versions that they take now, latest enrolment first."""
    courses = courses_and_history(session, person_id, language=language, is_loopback=is_loopback)
    return tuple(course for course in courses if course.superseded_at is None)


def courses_and_history(
    session: Session, person_id: UUID, *, language: str, is_loopback: bool
) -> tuple[LearnerCourse, ...]:
    """The courses of a person in all versions that they began, those of now first."""
    statement = _all_courses("en" if language == "en" else "id", is_loopback)
    rows = session.execute(statement, {"person_id": person_id})
    return tuple(_learner_course(row) for row in rows)


def learner_course(
    session: Session, person_id: UUID, course_code: str, *, language: str, is_loopback: bool
) -> LearnerCourse:
    """A person's course by its code, in the version of now. Raises EnrolmentNotFound."""
    row = session.execute(
        _learner_courses(language, is_loopback).where(
            Enrolment.person_id == person_id, Course.code == course_code, is_active()
        )
    ).one_or_none()
    if row is None:
        raise EnrolmentNotFound(course=course_code)
    return _learner_course(row)


def learner_scenarios(
    session: Session, course: LearnerCourse, *, language: str
) -> tuple[LearnerScenario, ...]:
    """All scenarios of the learner's version in order."""
    rows = session.execute(
        _scenarios(course.enrolment_id, language)
        .where(Scenario.course_version_id == course.course_version_id)
        .order_by(Scenario.position)
    )
    return tuple(_scenario(row, course.scenario_min_percent) for row in rows)


def learner_scenario(
    session: Session, course: LearnerCourse, code: str, *, language: str
) -> LearnerScenario:
    """A scenario of the learner's version by its code. Raises ScenarioNotFound."""
    row = session.execute(
        _scenarios(course.enrolment_id, language).where(
            Scenario.course_version_id == course.course_version_id, Scenario.code == code
        )
    ).one_or_none()
    if row is None:
        raise ScenarioNotFound(scenario=code)
    return _scenario(row, course.scenario_min_percent)


@cache
def _all_courses(language: str, is_loopback: bool) -> Executable:
    """Cached: building the statement takes longer than running it."""
    return (
        _learner_courses(language, is_loopback)
        .where(Enrolment.person_id == bindparam("person_id"))
        .order_by(Enrolment.superseded_at.is_not(None), Enrolment.started_at.desc())
    )


def _counted(model: type[Base], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """Number of rows of `model` for the enrolment of the enclosing statement."""
    counted = select(func.count()).select_from(model).where(*conditions)
    return counted.correlate(Enrolment).scalar_subquery()


def _learner_courses(language: str, is_loopback: bool) -> Select[*tuple[Any, ...]]:
    is_of_class = Announcement.cohort_id == Enrolment.cohort_id
    is_held_in_class = LiveSession.cohort_id == Enrolment.cohort_id
    announcements = _counted(Announcement, is_of_class, Announcement.ended_at.is_(None))
    live_sessions = _counted(LiveSession, is_held_in_class, LiveSession.cancelled_at.is_(None))
    return (
        select(
            Enrolment.id,
            Enrolment.course_version_id,
            Enrolment.cohort_id,
            Course.code,
            _text(CourseVersion, language),
            CourseVersion.hours,
            CourseVersion.post_test_min,
            CourseVersion.scenarios_required,
            CourseVersion.scenario_min_percent,
            CourseVersion.is_plan_required,
            Cohort.plan_rule,
            Enrolment.started_at,
            Enrolment.completed_at,
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback).label("is_opened"),
            has_active_opening(is_loopback=is_loopback).label("is_active"),
            scenario_rule.passed_count().label("scenarios_done"),
            scenario_rule.has_core().label("has_core_scenario"),
            scenario_rule.core_titles(language).label("core_scenarios"),
            ActionPlan.state.label("plan_state"),
            announcements.label("announcements"),
            live_sessions.label("live_sessions"),
            Cohort.organisation_id,
            Cohort.name.label("cohort_name"),
            Cohort.pace,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.is_attendance_counted,
            CourseVersion.label.label("version_label"),
            Enrolment.superseded_at,
            has_newer_version().label("has_newer"),
            has_earlier_version().label("has_earlier"),
        )
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(ActionPlan, ActionPlan.enrolment_id == Enrolment.id)
    )


def _learner_course(row: Any) -> LearnerCourse:
    return LearnerCourse(
        enrolment_id=row.id,
        course_version_id=row.course_version_id,
        cohort_id=row.cohort_id,
        code=row.code,
        title=row.title,
        hours=row.hours,
        post_test_min=row.post_test_min,
        scenarios_required=row.scenarios_required,
        scenario_min_percent=row.scenario_min_percent,
        is_plan_required=row.is_plan_required,
        plan_rule=row.plan_rule,
        started_at=row.started_at,
        completed_at=row.completed_at,
        opening=opening_from(row.review_state, bool(row.is_opened), bool(row.is_active)),
        scenarios_done=row.scenarios_done,
        has_core_scenario=bool(row.has_core_scenario),
        core_scenarios=scenario_rule.split_titles(row.core_scenarios),
        plan_state=row.plan_state or "",
        announcements=row.announcements,
        live_sessions=row.live_sessions,
        cohort_name=row.cohort_name if row.organisation_id else "",
        pace=row.pace,
        cohort_starts_on=row.starts_on,
        cohort_ends_on=row.ends_on,
        is_attendance_counted=row.is_attendance_counted,
        version_label=row.version_label,
        superseded_at=row.superseded_at,
        has_newer=bool(row.has_newer),
        has_earlier=bool(row.has_earlier),
    )


def _scenarios(
    enrolment_id: UUID, language: str
) -> Select[UUID, str, str, str, int, int, str, list[str], bool, int, int]:
    note = Scenario.note_en if language == "en" else Scenario.note_id
    return select(
        Scenario.id,
        Scenario.code,
        _text(Scenario, language),
        note.label("note"),
        Scenario.minutes,
        Scenario.content_warning,
        Scenario.module_code,
        Scenario.audiences,
        Scenario.is_core,
        ScenarioResult.score,
        ScenarioResult.max_score,
    ).outerjoin(
        ScenarioResult,
        (ScenarioResult.scenario_id == Scenario.id) & (ScenarioResult.enrolment_id == enrolment_id),
    )


def _scenario(row: Any, min_percent: int) -> LearnerScenario:
    return LearnerScenario(
        id=row.id,
        code=row.code,
        title=row.title,
        note=row.note,
        minutes=row.minutes,
        content_warning=row.content_warning,
        module_code=row.module_code,
        audiences=tuple(row.audiences),
        is_core=row.is_core,
        is_finished=row.score is not None and row.score * 100 >= min_percent * row.max_score,
        score=row.score,
        max_score=row.max_score,
    )


def _text(model: type[CourseVersion | Scenario], language: str) -> Label[str]:
    """The title in the reader's language."""
    return (model.title_en if language == "en" else model.title_id).label("title")
