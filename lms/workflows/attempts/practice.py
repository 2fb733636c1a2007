"""Practice of a course: completed lessons determine the questions and their first due time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.practice.service as practice
from assessments.practice import offline
from assessments.service import lock_starts
from courses.catalogue import queries as outline
from courses.catalogue.errors import CourseClosed
from courses.catalogue.objective_queries import objectives_taught
from courses.enrolment.queries import Enrolment, get_own_enrolment
from lms.kernel.ports import get_ports


def plan_practice(session: Session, enrolment: Enrolment, *, lesson_id: UUID | None = None) -> None:
    """Plan questions of one lesson, or of all completed lessons; existing plans stay."""
    practice.plan_practice(
        session,
        learner_id=enrolment.person_id,
        context_id=enrolment.course_version_id,
        taught=objectives_taught(session, enrolment.id, lesson_id=lesson_id),
    )


def is_practice_open(session: Session, enrolment: Enrolment) -> bool:
    """Tell whether the course version of the enrolment is open."""
    is_loopback = get_ports(session).is_loopback
    return outline.opening(session, enrolment.course_version_id, is_loopback=is_loopback).is_open


def answer_kept_question(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    item_version_id: UUID,
    response_id: UUID,
    fields: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Store an answer that waited on a phone; finished lessons plan their questions first."""
    lock_starts(session, person_id)  # a merge may move the enrolment
    enrolment = get_own_enrolment(session, enrolment_id, person_id=person_id)
    if not is_practice_open(session, enrolment):
        raise CourseClosed(course=enrolment.course_code)
    plan_practice(session, enrolment)
    offline.answer_kept_question(
        session,
        learner_id=person_id,
        context_id=enrolment.course_version_id,
        item_version_id=item_version_id,
        response_id=response_id,
        fields=fields,
        now=now,
    )


def start_practice(session: Session, *, person_id: UUID, enrolment_id: UUID, now: datetime) -> UUID:
    """Return the open round, or a new one. Raises CourseClosed or NothingToPractise."""
    lock_starts(session, person_id)  # a merge may move the enrolment
    enrolment = get_own_enrolment(session, enrolment_id, person_id=person_id)
    if not is_practice_open(session, enrolment):
        raise CourseClosed(course=enrolment.course_code)
    plan_practice(session, enrolment)
    return practice.start_round(
        session, learner_id=person_id, context_id=enrolment.course_version_id, now=now
    )
