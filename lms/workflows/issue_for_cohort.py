"""A whole class: a certificate for each member who has met the rules, one transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from courses.enrolment import queries as enrolments
from lms.kernel.errors import LmsError
from lms.workflows.complete_course import award_if_complete
from lms.workflows.make_artefacts import Desk

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ClassResult:
    """`issued` have a certificate now, earlier ones counted; `refused` could not be issued."""

    members: int
    issued: int
    refused: int


def issue_for_cohort(desk: Desk, cohort_id: UUID, report: Report) -> ClassResult:
    """Idempotent: who has a certificate keeps it. Reports how many of how many are looked at."""
    members = enrolments.enrolments_of_cohort(desk.reading, cohort_id)
    desk.reading.rollback()  # the work below takes long, and an old snapshot holds others up
    issued = refused = 0
    for done, enrolment_id in enumerate(members, start=1):
        try:
            with desk.transaction() as session:
                found = award_if_complete(session, enrolment_id=enrolment_id, now=desk.now)
            issued += found is not None
        except LmsError:  # an erased member, or a name that cannot be printed: the others go on
            refused += 1
        report(done, len(members))
    return ClassResult(len(members), issued, refused)
