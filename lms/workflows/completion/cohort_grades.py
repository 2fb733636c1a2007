"""A learner's line in the grades of a class: grade, lessons that are complete, and nothing else."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from courses.cohorts.queries import CohortView, learners_of_cohort
from courses.grading.computed_grade import percent
from courses.grading.queries import learner_grades
from lms.accounts.queries import plain_names
from lms.organisations.members.queries import joined_by_person

PAGE_SIZE: Final = 100


class GradeLine(NamedTuple):
    """Grades in whole per cent; None where nothing counts or nothing is done yet."""

    name: str
    percent: int | None
    so_far: int | None
    lessons_met: int
    lessons_total: int
    is_met: bool


@dataclass(frozen=True, slots=True)
class CohortGrades:
    """One page of lines, by name, and how many lines and pages there are in all."""

    lines: tuple[GradeLine, ...]
    total: int
    page: int
    pages: int


def cohort_grades(session: Session, cohort: CohortView, *, page: int) -> CohortGrades:
    """Whoever has left the organisation is not among them. Behind the last page comes the last."""
    enrolments = {person: one for one, person in learners_of_cohort(session, cohort.id)}
    if cohort.organisation_id is not None:
        members = joined_by_person(session, cohort.organisation_id)
        enrolments = {one: of for one, of in enrolments.items() if one in members}
    names = plain_names(session, list(enrolments))
    people = sorted(enrolments, key=lambda one: (names[one].casefold(), one))
    pages = max(-(-len(people) // PAGE_SIZE), 1)
    page = min(page, pages)
    shown = people[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    grades = learner_grades(session, [enrolments[one] for one in shown])
    lines = []
    for person_id in shown:
        grade = grades.get(enrolments[person_id])
        if grade is not None:
            computed = grade.computed
            lines.append(
                GradeLine(
                    names[person_id],
                    computed.percent,
                    percent(computed.so_far),
                    computed.lessons_met,
                    computed.lessons_total,
                    grade.is_met,
                )
            )
    return CohortGrades(tuple(lines), len(people), page, pages)
