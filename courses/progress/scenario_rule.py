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
TITLE_SEPARATOR = "\n"


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


def core_titles(language: str) -> ScalarSelect[str]:
    """Titles of the core scenarios of the version as one text, for `split_titles`."""
    title = Scenario.title_en if language == "en" else Scenario.title_id
    titles = (
        select(func.aggregate_strings(title, TITLE_SEPARATOR))
        .select_from(Scenario)
        .where(Scenario.course_version_id == Enrolment.course_version_id, Scenario.is_core)
    )
    return titles.correlate(Enrolment).scalar_subquery()


def split_titles(titles: str | None) -> tuple[str, ...]:
    """The titles of `core_titles`, sorted; empty for None, which a version without any has."""
    return tuple(sorted(titles.split(TITLE_SEPARATOR))) if titles else ()
