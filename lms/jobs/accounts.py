"""The daily job of accounts: a transaction for the rows, and one for each account that goes."""

from collections.abc import Mapping
from typing import Any

from lms.accounts.maintenance.queries import unfinished_people
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.workflows.accounts import tidy_accounts as workflow


def tidy_accounts(arguments: Mapping[str, Any]) -> None:
    with transaction() as session:
        workflow.delete_stale_rows(session, now=utc_now())
    for person_id in unfinished_people(db.session(), now=utc_now()):
        with transaction() as session:
            workflow.erase_unfinished_account(session, person_id, now=utc_now())
