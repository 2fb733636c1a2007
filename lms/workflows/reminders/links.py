"""Personal links of learners who have not joined, made anew where theirs has lapsed."""

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

LINK_OBSTACLES = (None, "no-channel")  # obstacles that keep nobody from handing a link over


def renew_links(
    session: Session,
    about: CohortView,
    people: Sequence[Candidate],
    *,
    keys: Mapping[UUID, SecretKey],
    made_by: UUID,
    now: datetime,
) -> dict[UUID, UUID]:
    """Invitations by person; an older one of theirs closes. `keys` are their open data keys."""
    if about.organisation_id is None:
        return {}
    asked = [
        Invitee(
            one.person.id, keys[one.person.data_key_id], one.person.name, one.person.contact.address
        )
        for one in people
    ]
    made = invite_people(
        session, asked, to=ImportContext(about.organisation_id, about.id, made_by, now)
    )
    return {one.person_id: link for one, (link, _token) in zip(asked, made, strict=True)}


def link_for_learner(
    session: Session, about: CohortView, person_id: UUID, *, made_by: UUID, now: datetime
) -> UUID:
    """The invitation of one learner who has not joined, a new one where it does not count.

    Raises InvitationNotFound for anybody else, and for who wants no reminders or had one just now.
    """
    lock_learners(session, [person_id])
    found = candidates(
        session,
        about,
        states=["not-joined"],
        stuck_after=1,
        can_send=lambda _channel: True,
        asked_by=made_by,
        now=now,
    )
    chosen = [one for one in found if one.person.id == person_id and one.obstacle in LINK_OBSTACLES]
    if not chosen:
        raise InvitationNotFound()
    keys = open_keys(session, [one.person.data_key_id for one in chosen if one.needs_link])
    renewed = [one for one in chosen if one.person.data_key_id in keys]
    links = renew_links(session, about, renewed, keys=keys, made_by=made_by, now=now)
    link = links.get(person_id, chosen[0].invitation_id)
    if link is None:
        raise InvitationNotFound()
    return link
