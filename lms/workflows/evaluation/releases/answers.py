"""Answers of everybody that are published question by question: follow-ups, statements."""

from collections.abc import Mapping
from typing import Final

from assessments.analysis.group_counts import GroupCounts, TestCounts
from assessments.analysis.outcomes.answer_cells import Asked
from assessments.evaluation.scales import ScaleForms, Statement

NO_ANSWER: Final = ""  # the option of people who left a question out
SURE, NOT_SURE = "sure", "not-sure"
SURE_FROM: Final = 0.75  # of the way from the lowest to the highest point: 4 of 5


def question_key(months: str, code: str) -> str:
    """Return the key of a question of a follow-up."""
    return f"{months}/{code}"


def statement_key(time: str, code: str) -> str:
    """Return the key of a statement of the scale before or after the course."""
    return f"{time}/{code}"


def collect_answers(everyone: GroupCounts, forms: ScaleForms) -> dict[str, Asked]:
    """Return people by answer to each question of a follow-up and each statement. Pure."""
    return _questions(everyone, forms) | _statements(everyone, forms)


def _questions(everyone: GroupCounts, forms: ScaleForms) -> dict[str, Asked]:
    asked = {}
    for months, follow_up in everyone.follow_ups.items():
        for question in forms.questions.values():
            people = follow_up.answers.get(question.code)
            if people:
                options = (*(str(p["id"]) for p in question.content["points"]), NO_ANSWER)
                counts = {**dict.fromkeys(options, 0), **people}
                asked[question_key(months, question.code)] = Asked(counts, question.concerns)
    return asked


def _statements(everyone: GroupCounts, forms: ScaleForms) -> dict[str, Asked]:
    return {
        statement_key(time, statement.code): Asked(_sure(statement, counts))
        for time, counts in everyone.scales.items()
        for statement in forms.statements.values()
        if statement.code in counts.points
    }


def _sure(statement: Statement, counts: TestCounts) -> Mapping[str, int]:
    ids = [float(point["id"]) for point in statement.content["points"]]
    least = min(ids) + SURE_FROM * (max(ids) - min(ids))
    people = counts.points[statement.code].items()
    sure = sum(sum(totals.values()) for points, totals in people if points >= least)
    return {SURE: sure, NOT_SURE: counts.n - sure}
