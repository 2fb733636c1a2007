"""Refreshers that renew a certificate: the holder starts one, practises and renews.

A refresher requires as many correct practice answers as a test has questions. Wrongly answered
questions return with an explanation.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.practice.service as practice
import courses.enrolment.queries
from assessments.practice.queries import count_recalled
from certificates.errors import NoPracticeQuestions, RefresherIncomplete
from certificates.records import queries, service
from certificates.records import record_queries as records
from certificates.records.record_queries import CertificateRecord
from courses.catalogue.errors import CourseClosed
from courses.catalogue.objective_queries import objectives
from courses.enrolment.queries import Enrolment
from lms.workflows.attempts.practice import is_practice_open
from lms.workflows.certificates.renew_certificate import renew_certificate

MAX_ANSWERS: Final = 20  # correct answers, or as many as the course has questions


@dataclass(frozen=True, slots=True)
class RefresherPage:
    """Progress of a refresher: `right` of `wanted` answers; both 0 before the start.

    `is_open` is False for a closed course, in which nobody can practise.
    """

    record: CertificateRecord
    course_code: str
    begun_at: datetime | None
    right: int
    wanted: int
    is_open: bool

    @property
    def is_done(self) -> bool:
        return self.begun_at is not None and 0 < self.wanted <= self.right


def refresher_page(
    session: Session, number: str, *, person_id: UUID, now: datetime
) -> RefresherPage:
    """Return the refresher of a holder. Raises CertificateNotFound for other people."""
    record, enrolment = _own(session, number, person_id, now)
    begun_at = records.refresher_begun_at(session, record.id)
    right, wanted = _counted(session, enrolment, begun_at) if begun_at else (0, 0)
    return RefresherPage(
        record=record,
        course_code=enrolment.course_code,
        begun_at=begun_at,
        right=min(right, wanted),
        wanted=wanted,
        is_open=is_practice_open(session, enrolment),
    )


def begin_refresher(session: Session, number: str, *, person_id: UUID, now: datetime) -> None:
    """Start a refresher; a retry continues it.

    Raises CertificateNotFound, CertificateNotActive, RenewalTooEarly, NoPracticeQuestions or
    CourseClosed.
    """
    _record, enrolment = _own(session, number, person_id, now)
    if not is_practice_open(session, enrolment):
        raise CourseClosed(course=enrolment.course_code)
    if not service.begin_refresher(session, number, now=now):
        return
    of_holder = {"learner_id": person_id, "context_id": enrolment.course_version_id}
    taught = dict.fromkeys(objectives(session, enrolment.course_version_id, language="id"), now)
    practice.plan_practice(session, **of_holder, taught=taught)  # of lessons completed earlier too
    practice.reset_practice(session, **of_holder, now=now)
    if not _counted(session, enrolment, now)[1]:
        raise NoPracticeQuestions()


def renew_own(session: Session, number: str, *, person_id: UUID, now: datetime) -> UUID:
    """Renew after a refresher; a retry returns the same id.

    Raises RefresherIncomplete, and as `service.renew` does.
    """
    if not service.is_renewed(session, number):
        page = refresher_page(session, number, person_id=person_id, now=now)
        if not page.is_done:
            raise RefresherIncomplete()
    else:
        _own(session, number, person_id, now)
    return renew_certificate(session, number, renewed_by=person_id, now=now)


def _own(
    session: Session, number: str, person_id: UUID, now: datetime
) -> tuple[CertificateRecord, Enrolment]:
    queries.certificate_page(session, number, person_id=person_id, now=now)
    record = records.certificate_record(session, number, now=now)
    earned = courses.enrolment.queries.enrolment(session, record.enrolment_id)
    if earned.person_id == person_id and earned.superseded_at is None:
        return record, earned
    # Earned in a merged account or in an earlier version: the person practises in what they take
    # now, whose questions are current.
    return record, courses.enrolment.queries.enrolment_of(session, person_id, earned.course_code)


def _counted(session: Session, enrolment: Enrolment, since: datetime) -> tuple[int, int]:
    recalled = count_recalled(
        session,
        learner_id=enrolment.person_id,
        context_id=enrolment.course_version_id,
        since=since,
    )
    return recalled.right, min(MAX_ANSWERS, recalled.total)
