"""Daily maintenance: delete old sessions, contact changes and events, erase unfinished accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.contact_changes.service import delete_old_changes
from lms.accounts.lti.keys import rotate_keys
from lms.accounts.lti.queries import platforms
from lms.accounts.lti.rejections import delete_old_rejections
from lms.accounts.lti.rosters import forget_members
from lms.accounts.maintenance.queries import unfinished_people
from lms.accounts.maintenance.service import schedule_maintenance
from lms.accounts.sessions.service import delete_ended_sessions
from lms.kernel.deliveries.outbox import delete_old_deliveries
from lms.kernel.deliveries.webhooks import delete_previous_secrets
from lms.kernel.jobs import delete_done_jobs
from lms.kernel.outbox import delete_sent_messages
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.completion.follow_up import enqueue_invitations
from lms.workflows.evaluation.schedule import schedule_all_evaluations


def delete_stale_rows(session: Session, *, now: datetime) -> None:
    """Delete old rows. Queues the next run and other daily jobs first, in case this run fails."""
    schedule_maintenance(session, now=now)
    enqueue_invitations(session, now=now)
    schedule_all_evaluations(session, now=now)
    delete_ended_sessions(session, now=now)
    delete_old_changes(session, now=now)
    forget_members(session, now=now)
    delete_old_rejections(session, now=now)
    delete_old_deliveries(session, now=now)
    delete_sent_messages(session, now=now)
    delete_done_jobs(session, now=now)
    delete_previous_secrets(session, now=now)
    if platforms(session):
        rotate_keys(session, now=now)


def erase_unfinished_account(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Erase the account, unless the person has completed it since the list was made."""
    if person_id in unfinished_people(session, now=now):
        erase_person(session, person_id, certificate_choices={}, now=now, is_own_request=False)
