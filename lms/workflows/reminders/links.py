"""Personal invitation links for reminders, renewed where they have expired."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import CohortView
from courses.cohorts.reminders.service import lock_learners
from lms.kernel.sealing.sealing import open_keys
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations.invitations.errors import InvitationNotFound
from lms.organisations.new_members.service import ImportContext, Invitee, invite_people
from lms.workflows.reminders.recipients import Candidate, candidates

LINK_OBSTACLES = (None, "no-channel")  # obstacles with which a link can still be handed over


def renew_links(
    session: Session,
    cohort: CohortView,
    people: Sequence[Candidate],
    *,
    keys: Mapping[UUID, SecretKey],
    made_by: UUID,
    now: datetime,
) -> dict[UUID, UUID]:
    """Create invitations and return their ids by person; older invitations are closed.

    `keys` are the open data keys of the people by key id.
    """
    if cohort.organisation_id is None:
        return {}
    invitees = [
        Invitee(
            candidate.person.id,
            keys[candidate.person.data_key_id],
            candidate.person.name,
            candidate.person.contact.address,
        )
        for candidate in people
    ]
    invitations = invite_people(
        session, invitees, to=ImportContext(cohort.organisation_id, cohort.id, made_by, now)
    )
    return {
        invitee.person_id: invitation_id
        for invitee, (invitation_id, _token) in zip(invitees, invitations, strict=True)
    }


def link_for_learner(
    session: Session, cohort: CohortView, person_id: UUID, *, made_by: UUID, now: datetime
) -> UUID:
    """Invitation id of a learner who has not joined; a new invitation where the old one expired.

    Raises InvitationNotFound for learners who joined, opted out, or were reminded recently.
    """
    lock_learners(session, [person_id])
    not_joined = candidates(
        session,
        cohort,
        states=["not-joined"],
        stuck_after=1,
        can_send=lambda _channel: True,
        asked_by=made_by,
        now=now,
    )
    candidate = next((entry for entry in not_joined if entry.person.id == person_id), None)
    if candidate is None or candidate.obstacle not in LINK_OBSTACLES:
        raise InvitationNotFound()
    invitation_id = candidate.invitation_id
    if candidate.needs_link:
        keys = open_keys(session, [candidate.person.data_key_id])
        to_renew = [candidate] if candidate.person.data_key_id in keys else []
        links = renew_links(session, cohort, to_renew, keys=keys, made_by=made_by, now=now)
        invitation_id = links.get(person_id, invitation_id)
    if invitation_id is None:
        raise InvitationNotFound()
    return invitation_id
