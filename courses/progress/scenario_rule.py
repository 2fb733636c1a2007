"""SQL of the rule on scenarios: enough of them passed, among them a core one if there are any.

A scenario is passed with at least `scenario_min_percent` of its points in one playing. The
expressions are correlated to the Enrolment and CourseVersion of the enclosing statement.
"""

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select

from courses.catalogue.content_models import Scenario
from courses.catalogue.models import CourseVersion
from courses.enrolment.models import Enrolment
from courses.progress.models import ScenarioResult

PERCENT = 100


def is_passed() -> ColumnElement[bool]:
    """Whether the score of a ScenarioResult is enough for the rule of the CourseVersion."""
    points = ScenarioResult.score * PERCENT
    return points >= CourseVersion.scenario_min_percent * ScenarioResult.max_score


def passed_count() -> ScalarSelect[int]:
    """Number of scenarios that the learner has passed."""
    counted = (
        select(func.count())
        .select_from(ScenarioResult)
        .where(ScenarioResult.enrolment_id == Enrolment.id, is_passed())
    )
    return counted.correlate(Enrolment, CourseVersion).scalar_subquery()


def has_core() -> ColumnElement[bool]:
    """Whether the learner has passed a core scenario, or the version has none."""
    of_version = Scenario.course_version_id == Enrolment.course_version_id
    core = exists().where(of_version, Scenario.is_core).correlate(Enrolment)
    passed = exists().where(
        ScenarioResult.enrolment_id == Enrolment.id,
        ScenarioResult.scenario_id == Scenario.id,
        Scenario.is_core,
        is_passed(),
    )
    return or_(~core, passed.correlate(Enrolment, CourseVersion))
