"""Details of an achievement in its credential, from the completed course version.

Criteria come from the course files, or else describe the completion rules of the version.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from certificates.issue_data import AchievementAlignment, AchievementDetails
from courses.catalogue.queries import CompletionRules, achievement_terms

ALL_LESSONS = ("Semua pelajaran dikerjakan", "All lessons done")
SCENARIOS = ("skenario diselesaikan: {}", "scenarios finished: {}")
SCENARIOS_PASSED = (
    "skenario diselesaikan: {}, masing-masing paling sedikit {} persen",
    "scenarios finished: {}, each with at least {} per cent",
)
PLAN = ("rencana tindak lanjut diserahkan", "action plan handed in")
POST_TEST = (
    "pascates lulus, paling sedikit {} dari 100",
    "post-test passed with at least {} of 100",
)


GRADE = ("nilai kursus paling sedikit {} persen", "course grade of at least {} per cent")


def achievement_details(
    session: Session, version_id: UUID, rules: CompletionRules, *, required_grade: int = 0
) -> AchievementDetails:
    """Collect the details. `required_grade` is in per cent, 0 if no grade was required."""
    terms = achievement_terms(session, version_id)
    descriptions = describe_rules(rules, required_grade)
    return AchievementDetails(
        criteria_id=terms.criteria_id or descriptions[0],
        criteria_en=terms.criteria_en or descriptions[1],
        alignments=tuple(
            AchievementAlignment(
                alignment.name_id,
                alignment.name_en,
                alignment.url,
                alignment.framework,
                alignment.code,
            )
            for alignment in terms.alignments
        ),
        course_language=terms.language,
    )


def describe_rules(rules: CompletionRules, required_grade: int = 0) -> tuple[str, str]:
    """Describe completion rules in Indonesian and English."""
    parts = [ALL_LESSONS]
    if rules.scenarios_required and rules.scenario_min_percent:
        passed = rules.scenarios_required, rules.scenario_min_percent
        parts.append(_filled(SCENARIOS_PASSED, *passed))
    elif rules.scenarios_required:
        parts.append(_filled(SCENARIOS, rules.scenarios_required))
    if rules.plan_required:
        parts.append(PLAN)
    parts.append(_filled(POST_TEST, rules.post_test_min))
    if required_grade:
        parts.append(_filled(GRADE, required_grade))
    indonesian, english = ("; ".join(column) for column in zip(*parts, strict=True))
    return f"{indonesian}.", f"{english}."


def _filled(texts: tuple[str, str], *numbers: int) -> tuple[str, str]:
    return texts[0].format(*numbers), texts[1].format(*numbers)
