"""What a credential tells of an achievement beyond the paper, from the version that was completed.

Criteria are those of the course's files; where these give none, the version's rules are spelt out.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from certificates.issue_data import AchievementAlignment, AchievementDetails
from courses.catalogue.queries import CompletionRules, achievement_terms

ALL_LESSONS = ("Semua pelajaran dikerjakan", "All lessons done")
SCENARIOS = ("skenario diselesaikan: {}", "scenarios finished: {}")
PLAN = ("rencana tindak lanjut diserahkan", "action plan handed in")
POST_TEST = (
    "pascates lulus, paling sedikit {} dari 100",
    "post-test passed with at least {} of 100",
)


GRADE = ("nilai kursus paling sedikit {} persen", "course grade of at least {} per cent")


def achievement_details(
    session: Session, version_id: UUID, rules: CompletionRules, *, grade_asked: int = 0
) -> AchievementDetails:
    """`grade_asked` is in per cent, 0 where no grade was asked of this learner."""
    terms = achievement_terms(session, version_id)
    spelt_out = rules_in_words(rules, grade_asked)
    return AchievementDetails(
        criteria_id=terms.criteria_id or spelt_out[0],
        criteria_en=terms.criteria_en or spelt_out[1],
        alignments=tuple(
            AchievementAlignment(one.name_id, one.name_en, one.url, one.framework, one.code)
            for one in terms.alignments
        ),
        course_language=terms.language,
    )


def rules_in_words(rules: CompletionRules, grade_asked: int = 0) -> tuple[str, str]:
    """In Indonesian and in English: a credential has one language, whoever reads it."""
    parts = [ALL_LESSONS]
    if rules.scenarios_required:
        parts.append(_filled(SCENARIOS, rules.scenarios_required))
    if rules.plan_required:
        parts.append(PLAN)
    parts.append(_filled(POST_TEST, rules.post_test_min))
    if grade_asked:
        parts.append(_filled(GRADE, grade_asked))
    indonesian, english = ("; ".join(column) for column in zip(*parts, strict=True))
    return f"{indonesian}.", f"{english}."


def _filled(texts: tuple[str, str], number: int) -> tuple[str, str]:
    return texts[0].format(number), texts[1].format(number)
