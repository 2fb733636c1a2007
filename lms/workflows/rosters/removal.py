"""Remove people whom an import has added and who have not joined."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.live_sessions.queries import people_with_attendance
from courses.cohorts.reminders.service import delete_reminders
from courses.cohorts.service import delete_enrolments_of
from lms.accounts.provisioning import service as provisioning
from lms.organisations.new_members import service as members
from lms.organisations.new_members.queries import people_named_elsewhere, people_who_joined
from lms.organisations.roster import service


def remove_unjoined_people(
    session: Session, person_ids: Collection[UUID], organisation_id: UUID
) -> set[UUID]:
    """Remove those of these people who may be removed. Gives their ids.

    People whom another organisation has invited, or who have left here, keep their account.
    People who were marked present at a session stay as they are.
    """
    leaving = provisioning.find_removable_people(session, person_ids)
    leaving -= people_with_attendance(session, leaving)
    leaving -= people_who_joined(session, leaving)
    deleted = leaving - people_named_elsewhere(session, leaving, organisation_id)
    members.remove_unjoined(session, leaving, organisation_id)
    delete_enrolments_of(session, leaving)
    delete_reminders(session, deleted)
    service.detach_rows_from(session, deleted)
    provisioning.delete_people(session, deleted)
    return leaving
