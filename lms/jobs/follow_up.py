"""The daily job of follow-ups: a transaction for each person who is invited."""

from collections.abc import Mapping
from typing import Any

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.workflows.completion.follow_up import invite_to_follow_up, list_due_follow_ups


def invite_follow_ups(arguments: Mapping[str, Any]) -> None:
    """Done again after a stop, it goes on with those who are left."""
    for due in list_due_follow_ups(db.session(), now=utc_now()):
        with transaction() as session:
            invite_to_follow_up(session, due, now=utc_now())
