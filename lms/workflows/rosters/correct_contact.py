"""Correct the contact of one member who has not joined, as a roster does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.errors import ContactUnchanged
from lms.accounts.provisioning.queries import find_people_by_contact, iter_people
from lms.accounts.provisioning.service import change_unclaimed_contacts
from lms.accounts.service import close_links
from lms.organisations.invitations.queries import invitations_to
from lms.organisations.invitations.service import Invitee, revoke_invitation
from lms.organisations.new_members.queries import iter_invited_people, list_member_units
from lms.organisations.roster.errors import ContactNotCorrectable
from lms.organisations.service import lock_approved
from lms.workflows.organisations.join_organisation import invite_account
from lms.workflows.rosters.comparison import CurrentMember
from lms.workflows.rosters.contact_cells import ContactCell
from lms.workflows.rosters.current_members import current_members
from lms.workflows.rosters.removal import remove_unjoined_people


@dataclass(frozen=True, slots=True)
class ContactCorrection:
    """What a correction did.

    `invitation_id` is None if the contact is that of another member. `is_removed`: the old entry
    is no longer there, since an account that has the contact took its place.
    """

    invitation_id: UUID | None
    is_removed: bool = False


def correctable_contact(session: Session, person_id: UUID, organisation_id: UUID) -> str | None:
    """The contacts of a member as they were written, or None if they may not be corrected."""
    member = _correctable_member(session, person_id, organisation_id)
    if member is None:
        return None
    (person,) = iter_people(session, [person_id])
    invited = iter_invited_people(session, organisation_id, {person_id: person.data_key_id})
    return next((invitation.contact for invitation in invited), member.contact)


def correct_contact(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    cell: ContactCell,
    corrected_by: UUID,
    is_sent: bool,
    now: datetime,
) -> ContactCorrection:
    """Replace the contact of a member and invite them anew. Links to the old contact end.

    An account that has the contact is invited in place of the member, unless it is a member here.
    The old entry is removed; if somebody was marked present with it, it stays without an
    invitation. Raises ContactNotCorrectable, ContactUnchanged or OrganisationNotApproved.
    """
    lock_approved(session, organisation_id)
    member = _correctable_member(session, person_id, organisation_id)
    if member is None:
        raise ContactNotCorrectable()
    if cell.written == correctable_contact(session, person_id, organisation_id):
        raise ContactUnchanged()
    invited_to = invitations_to(session, person_id, now=now)
    cohort_ids = [own.cohort_id for own in invited_to if own.organisation_id == organisation_id]
    owners = {person.id for person in find_people_by_contact(session, [cell.contact])}
    is_removed = False
    if owners - {person_id}:
        is_removed = bool(remove_unjoined_people(session, {person_id}, organisation_id))
        if not is_removed:
            _end_links(session, person_id, organisation_id, corrected_by, now)
        if list_member_units(session, organisation_id, only=owners):
            return ContactCorrection(None, is_removed)
    else:
        contacts = {person_id: cell.contact}
        change_unclaimed_contacts(session, contacts, changed_by=corrected_by, now=now)
        owners = {person_id}
    (owner,) = iter_people(session, owners)
    invitation_id = invite_account(
        session,
        Invitee(owner.id, owner.data_key_id, member.name, cell.written),
        cell.contact,
        organisation_id=organisation_id,
        cohort_id=next(iter(cohort_ids), None),
        made_by=corrected_by,
        is_sent=is_sent,
        now=now,
    )
    return ContactCorrection(invitation_id, is_removed)


def _end_links(
    session: Session, person_id: UUID, organisation_id: UUID, ended_by: UUID, now: datetime
) -> None:
    """End the invitation of a member, and all links to the contact."""
    close_links(session, person_id, now=now)
    revoke_invitation(
        session,
        organisation_id=organisation_id,
        person_id=person_id,
        revoked_by=ended_by,
        now=now,
    )


def _correctable_member(
    session: Session, person_id: UUID, organisation_id: UUID
) -> CurrentMember | None:
    members = current_members(session, organisation_id, only=[person_id])
    return next((item for item in members.values() if item.has_correctable_contact), None)
