"""Merge two accounts of one person, who has authenticated for both and has seen the preview.

The account that the person is signed in to remains, the other one is closed for good. Certificates
that do not move are found through the link between the accounts.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.attempts.merging import move_attempts
from assessments.evaluation.service import move_members
from certificates.records.service import reassign_corrections
from courses.cohorts.reminders.service import move_reminders
from courses.enrolment import merging as courses
from courses.enrolment.merge_preview import MergedCourse, courses_to_merge
from lms.accounts.merging import queries, service
from lms.accounts.merging.queries import OpenMerge
from lms.accounts.notify import notify_person
from lms.accounts.queries import PersonProfile, person_profile
from lms.accounts.roles.queries import OpenGrant, open_grants
from lms.kernel.ports import get_ports
from lms.organisations.merging import organisation_names_of, transfer_memberships
from lms.workflows.certificates.merge_certificates import (
    CertificateMerge,
    move_certificates,
    preview_merge,
)
from lms.workflows.evaluation.schedule import schedule_evaluations_of

TEMPLATE = "accounts-merged"


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging changes. `remaining` is the account that stays, `other` is closed."""

    merge: OpenMerge
    remaining: PersonProfile
    other: PersonProfile
    courses: tuple[MergedCourse, ...]
    organisations: tuple[str, ...]
    certificates: tuple[CertificateMerge, ...]
    grants: tuple[OpenGrant, ...]


def merge_preview(
    session: Session, merge_id: UUID, *, person_id: UUID, language: str, now: datetime
) -> MergePreview:
    """Preview a requested merge. Raises MergeNotFound or MergeOver."""
    merge = queries.open_merge(session, merge_id, person_id=person_id, now=now)
    remaining = person_profile(session, person_id)
    merged_courses = courses_to_merge(session, person_id, merge.other_id, language=language)
    return MergePreview(
        merge,
        remaining,
        person_profile(session, merge.other_id),
        tuple(merged_courses),
        tuple(organisation_names_of(session, merge.other_id)),
        preview_merge(session, remaining, merged_courses, now=now),
        tuple(open_grants(session, merge.other_id)),
    )


def merge_accounts(session: Session, merge_id: UUID, *, person_id: UUID, now: datetime) -> None:
    """Move everything to the remaining account and close the other one, whose contact is notified.

    Raises MergeNotFound, MergeOver or MergeTooEarly, and what `move_certificates` raises.
    """
    merge = service.begin_merge(session, merge_id, person_id=person_id, now=now)
    to_id, from_id = merge.person_id, merge.other_id
    courses.lock_enrolments_of(session, from_id)
    courses.lock_enrolments_of(session, to_id)
    merged_courses = courses_to_merge(session, to_id, from_id, language="id")
    remaining = person_profile(session, to_id)
    certificates = preview_merge(session, remaining, merged_courses, now=now)
    moving = [course for course in merged_courses if course.moves]
    courses.move_courses(session, from_id, to_id, courses=moving, now=now)
    move_attempts(
        session,
        from_id,
        to_id,
        context_ids=[course.course_version_id for course in moving],
        now=now,
    )
    courses.join_cohorts(
        session,
        to_id,
        cohort_ids=[course.cohort_id for course in merged_courses if course.cohort_id],
        now=now,
    )
    move_reminders(session, from_id, to_id, now=now)
    transfer_memberships(session, from_id, to_id, now=now)
    reassign_corrections(session, from_id, to_id)
    move_certificates(session, certificates, remaining, now=now)
    move_members(session, from_id, to_id)
    schedule_evaluations_of(session, (from_id, to_id), now=now)
    _notify(session, person_profile(session, from_id), now)


def _notify(session: Session, closed: PersonProfile, now: datetime) -> None:
    """Notify the contact of the closed account, in case somebody else reads it."""
    notify_person(session, closed, TEMPLATE, now=now, address=get_ports(session).public_url)
