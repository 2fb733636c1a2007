"""Whose questions somebody may moderate or answer: of all, of organisations, classes, courses."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, true

from courses.enrolment.models import Cohort
from courses.questions.models import LearnerQuestion


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """`organisations` selects the ids of those in reach; nothing at all means no question."""

    is_everything: bool = False
    organisations: Select[tuple[UUID]] | None = None
    cohorts: Collection[UUID] = ()
    courses: Collection[UUID] = ()

    @property
    def is_nothing(self) -> bool:
        parts = self.is_everything, self.organisations is not None, self.cohorts, self.courses
        return not any(parts)


def is_in_scope(reach: QuestionScope) -> ColumnElement[bool]:
    """For a query that joins the cohort of the question's enrolment."""
    if reach.is_everything:
        return true()
    found = [Cohort.id.in_(reach.cohorts), LearnerQuestion.course_id.in_(reach.courses)]
    if reach.organisations is not None:
        found.append(Cohort.organisation_id.in_(reach.organisations))
    return or_(*found)
