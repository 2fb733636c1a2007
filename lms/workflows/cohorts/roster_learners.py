"""Learners whom a roster or an invitation expects in a cohort, and who have not joined yet.

They join by signing in with the contact of the roster, or with a personal link that somebody who
teaches the cohort shows them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.live_sessions.errors import LearnsInAnotherCohort, NotInThisCohort
from courses.cohorts.live_sessions.queries import enrolment_in_cohort
from courses.cohorts.live_sessions.service import move_attendance
from courses.cohorts.queries import CohortView, learners_of_cohort
from courses.enrolment.errors import EnrolmentNotFound
from lms.accounts import queries as accounts
from lms.accounts.merging.service import request_merge
from lms.accounts.service import lock_person
from lms.kernel.audit import record
from lms.organisations.invitations import service as invitations
from lms.organisations.invitations.errors import InvitationUsed
from lms.organisations.invitations.queries import (
    invitations_to,
    open_invitation,
    usable_invitation_ids,
)
from lms.organisations.invitations.service import Invitee
from lms.organisations.members.queries import joined_by_person
from lms.organisations.service import lock_approved
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.organisations.join_organisation import (
    enrol_member,
    is_unclaimed,
    join_invited,
)
from lms.workflows.rosters.written_names import written_name


@dataclass(frozen=True, slots=True)
class RosterLearner:
    """A learner of a cohort who has not joined."""

    enrolment_id: UUID
    person_id: UUID
    name: str


def roster_learners(session: Session, cohort: CohortView) -> tuple[RosterLearner, ...]:
    """Learners of a cohort who have not joined its organisation, by name."""
    people = _unjoined(session, cohort)
    names = accounts.plain_names(session, people.values())
    rows = [
        RosterLearner(enrolment_id, person_id, names[person_id])
        for enrolment_id, person_id in people.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.enrolment_id)))


def roster_learner(
    session: Session, cohort: CohortView, enrolment_id: UUID
) -> RosterLearner | None:
    """One of them; None once they have joined. Raises EnrolmentNotFound outside the cohort."""
    if enrolment_id not in dict(learners_of_cohort(session, cohort.id)):
        raise EnrolmentNotFound()
    rows = roster_learners(session, cohort)
    return next((row for row in rows if row.enrolment_id == enrolment_id), None)


def is_expected(session: Session, cohort: CohortView, *, person_id: UUID, now: datetime) -> bool:
    """Whether a person is on the roster of a cohort, joined or not, or invited into it."""
    if cohort.organisation_id is None:
        return False
    own_invitations = invitations_to(session, person_id, now=now)
    if cohort.id in {invitation.cohort_id for invitation in own_invitations}:
        return True
    is_member = person_id in joined_by_person(session, cohort.organisation_id, person_id=person_id)
    enrolled = enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort.id)
    return is_member and enrolled is not None


def join_expected(session: Session, cohort: CohortView, *, person_id: UUID, now: datetime) -> None:
    """Join the organisation and the cohort. Invitations into them are used up.

    Raises NotInThisCohort for a cohort of no organisation, or CourseClosed.
    """
    if cohort.organisation_id is None:
        raise NotInThisCohort()
    lock_person(session, person_id)  # they may be taking their row with another phone
    join_invited(
        session,
        person_id=person_id,
        organisation_id=cohort.organisation_id,
        cohort_id=cohort.id,
        now=now,
    )
    enrol_member(session, person_id=person_id, cohort_id=cohort.id, now=now)


def has_unjoined_namesake(session: Session, cohort: CohortView, *, name: str) -> bool:
    """Whether somebody on the roster with this name has not joined. Degrees are ignored."""
    names = accounts.plain_names(session, _unjoined(session, cohort).values())
    return _comparable(name) in {_comparable(other) for other in names.values()}


def issue_personal_link(
    session: Session, cohort: CohortView, enrolment_id: UUID, *, issued_by: UUID, now: datetime
) -> None:
    """Make an invitation of a learner who has not joined, if there is no valid one.

    The link opens an account, so nobody gets one for an account in use. Raises NotInThisCohort,
    InvitationUsed where somebody signs in as them, or OrganisationNotApproved.
    """
    person_id = _unjoined(session, cohort).get(enrolment_id)
    if person_id is None or cohort.organisation_id is None:
        raise NotInThisCohort()
    lock_approved(session, cohort.organisation_id)
    lock_person(session, person_id)
    if not is_unclaimed(session, person_id):
        raise InvitationUsed()
    if person_id in usable_invitation_ids(session, cohort.organisation_id, now=now):
        return
    person = accounts.person_profile(session, person_id)
    invitations.make_invitation(
        session,
        organisation_id=cohort.organisation_id,
        cohort_id=cohort.id,
        invited=Invitee(person_id, person.data_key_id, person.name, person.contact.address),
        made_by=issued_by,
        now=now,
    )


def show_personal_link(
    session: Session, cohort: CohortView, person_id: UUID, *, shown_to: UUID, now: datetime
) -> UUID | None:
    """The id of the valid invitation of a learner, whose link is shown now. It is audited.

    None without an invitation, or where somebody signs in as the learner.
    """
    if cohort.organisation_id is None:
        return None
    invitation_id = usable_invitation_ids(session, cohort.organisation_id, now=now).get(person_id)
    if invitation_id is None or not is_unclaimed(session, person_id):
        return None
    record(
        session,
        action="invitation.shown",
        actor_id=shown_to,
        subject_type="person",
        subject_id=person_id,
        now=now,
        details={"cohort_id": str(cohort.id)},
    )
    return invitation_id


def take_row(session: Session, *, token: str, person_id: UUID, now: datetime) -> None:
    """Put the account of a person in the place of the unused account that a link is for.

    The two are merged, so nobody is on the roster twice; the contact of the roster is told. Raises
    what `open_invitation` raises, InvitationUsed if the other account is in use, what
    `request_merge` and `merge_accounts` raise, and LearnsInAnotherCohort.
    """
    invitation = open_invitation(session, token, now=now)
    lock_person(session, invitation.person_id)
    if not is_unclaimed(session, invitation.person_id):
        raise InvitationUsed()
    invitations.use_invitation(session, invitation.id, now=now)
    merge_id = request_merge(session, person_id, other_id=invitation.person_id, now=now)
    session.flush()
    merge_accounts(session, merge_id, person_id=person_id, now=now)
    join_invited(
        session,
        person_id=person_id,
        organisation_id=invitation.organisation_id,
        cohort_id=invitation.cohort_id,
        now=now,
    )
    if invitation.cohort_id is not None:
        enrol_member(session, person_id=person_id, cohort_id=invitation.cohort_id, now=now)
        _require_in_cohort(session, person_id, invitation.cohort_id)
    session.flush()
    move_attendance(session, invitation.person_id, person_id)


def _require_in_cohort(session: Session, person_id: UUID, cohort_id: UUID) -> None:
    """Raises LearnsInAnotherCohort, since the row would leave the list with nobody in its place."""
    if enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort_id) is None:
        raise LearnsInAnotherCohort()


def _unjoined(session: Session, cohort: CohortView) -> dict[UUID, UUID]:
    """Person ids by enrolment id of the learners who have not joined the organisation."""
    if cohort.organisation_id is None:
        return {}
    has_joined = joined_by_person(session, cohort.organisation_id)
    return {
        enrolment_id: person_id
        for enrolment_id, person_id in learners_of_cohort(session, cohort.id)
        if has_joined.get(person_id) is False
    }


def _comparable(name: str) -> str:
    """A name without degrees and case, for comparison."""
    return " ".join(written_name(name).partition(",")[0].split()).casefold()
