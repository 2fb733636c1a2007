"""Daily job that invites to follow-up tests."""

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import JobArguments
from lms.workflows.completion.follow_up import invite_to_follow_up, list_due_follow_ups


def invite_follow_ups(arguments: JobArguments) -> None:
    """Invite each person in its own transaction, so that a restarted job continues."""
    for due in list_due_follow_ups(db.session(), now=utc_now()):
        with transaction() as session:
            invite_to_follow_up(session, due, now=utc_now())
