"""Scope of a moderator or expert: all questions, or those of organisations, cohorts or courses."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, true

from courses.enrolment.models import Cohort
from courses.questions.models import LearnerQuestion


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """Questions that a person may moderate or answer; `organisations` selects organisation ids."""

    is_everything: bool = False
    organisations: Select[tuple[UUID]] | None = None
    cohorts: Collection[UUID] = ()
    courses: Collection[UUID] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the scope holds no question at all."""
        parts = self.is_everything, self.organisations is not None, self.cohorts, self.courses
        return not any(parts)


def is_in_scope(scope: QuestionScope) -> ColumnElement[bool]:
    """Condition for queries that join the cohort of the question's enrolment."""
    if scope.is_everything:
        return true()
    conditions = [Cohort.id.in_(scope.cohorts), LearnerQuestion.course_id.in_(scope.courses)]
    if scope.organisations is not None:
        conditions.append(Cohort.organisation_id.in_(scope.organisations))
    return or_(*conditions)
