"""Lists the grades of a cohort: grade and completed lessons of each learner, nothing else."""

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
    """Grades of a learner in whole per cent; None if nothing counts or nothing was done yet."""

    name: str
    percent: int | None
    so_far: int | None
    lessons_met: int
    lessons_total: int
    is_met: bool


@dataclass(frozen=True, slots=True)
class CohortGrades:
    """One page of lines, sorted by name. `total` counts the learners of all pages."""

    lines: tuple[GradeLine, ...]
    total: int
    page: int
    pages: int


def cohort_grades(session: Session, cohort: CohortView, *, page: int) -> CohortGrades:
    """The given page of a cohort's grades; a page after the last returns the last.

    Leaves out learners who are no members of the organisation any more.
    """
    learners = learners_of_cohort(session, cohort.id)
    enrolments = {person_id: enrolment_id for enrolment_id, person_id in learners}
    if cohort.organisation_id is not None:
        members = joined_by_person(session, cohort.organisation_id)
        enrolments = {
            person_id: enrolment_id
            for person_id, enrolment_id in enrolments.items()
            if person_id in members
        }
    names = plain_names(session, list(enrolments))
    people = sorted(enrolments, key=lambda person_id: (names[person_id].casefold(), person_id))
    pages = max(-(-len(people) // PAGE_SIZE), 1)
    page = min(page, pages)
    shown = people[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    grades = learner_grades(session, [enrolments[person_id] for person_id in shown])
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
