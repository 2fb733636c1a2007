"""Join an organisation by invitation or cohort code, always by the person's own consent."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue import queries as outline
from courses.catalogue.errors import CourseClosed
from courses.cohorts import queries as cohorts
from courses.cohorts.service import begins_next_version, enrol_in_cohort
from lms.accounts import queries as accounts
from lms.accounts import service as account_service
from lms.accounts.consents.service import give_consents
from lms.accounts.contacts import Contact
from lms.accounts.queries import PersonProfile
from lms.accounts.roles.queries import open_grants
from lms.kernel.merged_accounts import current_account
from lms.kernel.outbox import NewMessage, add_messages
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import open_key
from lms.organisations import queries as organisations
from lms.organisations.cohort_codes.queries import open_code
from lms.organisations.cohort_codes.service import use_code
from lms.organisations.invitations import service as invitations
from lms.organisations.invitations.errors import (
    InvitationForAnother,
    InvitationNotFound,
    InvitationUsed,
)
from lms.organisations.invitations.queries import invitations_to, open_invitation
from lms.organisations.invitations.service import Invitee
from lms.organisations.members import service as members
from lms.organisations.members.queries import memberships_of
from lms.organisations.service import lock_approved
from lms.workflows.completion.plan_rules import award_after_move

TEMPLATE: Final = "invitation"


def invite_person(
    session: Session,
    *,
    organisation_id: UUID,
    cohort_id: UUID | None,
    name: str,
    contact: Contact,
    made_by: UUID,
    is_sent: bool,
    now: datetime,
) -> UUID:
    """Invite a person and return the id of the invitation.

    Without an account, the person is created and added as a member. A person with an account is
    added only when they accept. The caller cannot tell which of the two happened. Raises
    OrganisationNotApproved and what `create_person` raises.
    """
    lock_approved(session, organisation_id)
    known = accounts.credentials_of(session, contact)
    if known is None:
        person_id = account_service.create_person(session, name=name, contact=contact, now=now)
        _add_new_member(session, person_id, organisation_id, cohort_id, made_by, now)
    else:
        person_id = current_account(session, known.person_id)
    key_id = accounts.person_profile(session, person_id).data_key_id
    return invite_account(
        session,
        Invitee(person_id, key_id, name, contact.address),
        contact,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        made_by=made_by,
        is_sent=is_sent,
        now=now,
    )


def invite_account(
    session: Session,
    invited: Invitee,
    contact: Contact,
    *,
    organisation_id: UUID,
    cohort_id: UUID | None,
    made_by: UUID,
    is_sent: bool,
    now: datetime,
) -> UUID:
    """Invite a person who exists and return the id of the invitation.

    `invited` has name and contacts as those who invite see them; the message goes to `contact`.
    """
    invitation_id = invitations.make_invitation(
        session,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        invited=invited,
        made_by=made_by,
        now=now,
    )
    if is_sent:
        person = accounts.person_profile(session, invited.person_id)
        _send(session, invitation_id, organisation_id, cohort_id, person, contact, now)
    return invitation_id


def _add_new_member(
    session: Session,
    person_id: UUID,
    organisation_id: UUID,
    cohort_id: UUID | None,
    added_by: UUID,
    now: datetime,
) -> None:
    """Add a new person as a member who has not joined, and enrol them in the cohort if given."""
    members.add_member(
        session,
        person_id=person_id,
        organisation_id=organisation_id,
        added_by=added_by,
        now=now,
    )
    if cohort_id is not None:
        enrol_member(session, person_id=person_id, cohort_id=cohort_id, now=now)


def accept_invitation(session: Session, *, token: str, person_id: UUID, now: datetime) -> UUID:
    """Accept an invitation and return the id of the organisation.

    Raises InvitationNotFound, InvitationUsed, InvitationExpired, InvitationForAnother or
    CourseClosed.
    """
    invitation = open_invitation(session, token, now=now)
    if invitation.person_id != person_id:
        raise InvitationForAnother()
    invitations.use_invitation(session, invitation.id, now=now)
    _join(session, person_id, invitation.organisation_id, invitation.cohort_id, now)
    return invitation.organisation_id


def accept_own_invitation(
    session: Session, invitation_id: UUID, *, person_id: UUID, now: datetime
) -> None:
    """Accept an invitation by its id. Raises InvitationNotFound, also for another person's."""
    own = invitations_to(session, person_id, now=now)
    if invitation_id not in {invitation.id for invitation in own}:
        raise InvitationNotFound()
    token = invitations.token_of(session, invitation_id)
    accept_invitation(session, token=token, person_id=person_id, now=now)


def claim_account(
    session: Session, *, token: str, password_hash: str, purposes: list[str], now: datetime
) -> UUID:
    """Claim an account by invitation: set password and consents, and join. Returns the person's id.

    Raises InvitationUsed if the account was claimed in another way, and what `accept_invitation`
    raises.
    """
    person_id = open_invitation(session, token, now=now).person_id
    account_service.lock_person(session, person_id)
    if not is_unclaimed(session, person_id):
        raise InvitationUsed()
    accept_invitation(session, token=token, person_id=person_id, now=now)
    account_service.set_password(session, person_id, password_hash=password_hash, now=now)
    give_consents(session, person_id, purposes=purposes, now=now)
    return person_id


def is_unclaimed(session: Session, person_id: UUID) -> bool:
    """Has the account no password, no consent and no role?

    Coordinators know the links that they make, so a link must not give access to a role. Raises
    PersonNotFound.
    """
    if accounts.active_profile(session, person_id).has_password:
        return False
    if accounts.has_consented(session, person_id, "learning"):
        return False
    return all(grant.role == "learner" for grant in open_grants(session, person_id))


def join_invited(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    cohort_id: UUID | None,
    now: datetime,
) -> None:
    """Join an organisation and use up its invitations, whose links then open nothing more.

    An invitation into another cohort than this one stays open.
    """
    members.join_organisation(
        session, person_id=person_id, organisation_id=organisation_id, now=now
    )
    for invitation in invitations_to(session, person_id, now=now):
        is_into_other = invitation.cohort_id not in (None, cohort_id)
        if invitation.organisation_id == organisation_id and not is_into_other:
            invitations.use_invitation(session, invitation.id, now=now)


def join_by_code(session: Session, *, code: str, person_id: UUID, now: datetime) -> UUID:
    """Join with a cohort code and return the id of the organisation. Members use up no place.

    Raises what `open_code` and `use_code` raise, or CourseClosed.
    """
    record = open_code(session, code, now=now)
    mine = {own.organisation_id for own in memberships_of(session, person_id)}
    if record.organisation_id not in mine:
        use_code(session, record.id, now=now)
    _join(session, person_id, record.organisation_id, record.cohort_id, now)
    return record.organisation_id


def enrol_member(session: Session, *, person_id: UUID, cohort_id: UUID, now: datetime) -> None:
    """Enrol a person in a cohort.

    A person changes the cohort of a course only if they have left the organisation of the old one.
    The rules of the new cohort may complete the course. A person who has completed an earlier
    version begins that of the cohort. Raises CourseClosed if the course version accepts no new
    learners.
    """
    cohort = cohorts.cohort(session, cohort_id, language="id")
    current = cohorts.cohort_of_enrolment(
        session, person_id=person_id, course_version_id=cohort.course_version_id
    )
    begins_next = begins_next_version(
        session, person_id=person_id, course_version_id=cohort.course_version_id
    )
    if current is None or begins_next:
        _require_open_course(session, cohort.course_version_id, cohort.course_code)
    mine = {own.organisation_id for own in memberships_of(session, person_id)}
    leaves = current[0] if current and current[1] not in mine | {cohort.organisation_id} else None
    enrolment_id = enrol_in_cohort(
        session, person_id=person_id, cohort_id=cohort_id, leaves=leaves, now=now
    )
    if leaves is not None:
        award_after_move(session, enrolment_id, now=now)


def _join(
    session: Session, person_id: UUID, organisation_id: UUID, cohort_id: UUID | None, now: datetime
) -> None:
    members.join_organisation(
        session, person_id=person_id, organisation_id=organisation_id, now=now
    )
    if cohort_id is not None:
        enrol_member(session, person_id=person_id, cohort_id=cohort_id, now=now)


def _require_open_course(session: Session, version_id: UUID, course_code: str) -> None:
    is_loopback = get_ports(session).is_loopback
    if not outline.is_open_to_new_learners(session, version_id, is_loopback=is_loopback):
        raise CourseClosed(course=course_code)


def _send(
    session: Session,
    invitation_id: UUID,
    organisation_id: UUID,
    cohort_id: UUID | None,
    person: PersonProfile,
    contact: Contact,
    now: datetime,
) -> None:
    path = f"/invitation/{invitations.token_of(session, invitation_id)}"
    invitation = NewMessage(
        person_id=person.id,
        key=open_key(session, person.data_key_id),
        channel=contact.channel,
        address=contact.address,
        template=TEMPLATE,
        parameters={
            "language": person.language,
            "organisation": organisations.organisation(session, organisation_id).name,
            "class_name": cohorts.cohort_name(session, cohort_id),
            "address": f"{get_ports(session).public_url}{path}",
        },
        sender_id=organisation_id,
    )
    add_messages(session, [invitation], now=now)
