"""Job handler of the daily maintenance of accounts."""

from collections.abc import Mapping

from lms.accounts.maintenance.queries import unfinished_people
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.workflows.accounts import tidy_accounts as workflow


def tidy_accounts(arguments: Mapping[str, object]) -> None:
    """Delete old rows in one transaction, then erase unfinished accounts in one each."""
    with transaction() as session:
        workflow.delete_stale_rows(session, now=utc_now())
    for person_id in unfinished_people(db.session(), now=utc_now()):
        with transaction() as session:
            workflow.erase_unfinished_account(session, person_id, now=utc_now())
