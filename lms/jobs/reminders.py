"""Job that writes a round of reminders, one transaction a batch."""

from collections.abc import Mapping
from uuid import UUID

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import report_progress
from lms.web.account.channels import has_channel
from lms.workflows.reminders.send import write_batch


def send_reminders(arguments: Mapping[str, str]) -> None:
    """Write all batches of a round. A job that runs again continues with the remaining ones."""
    round_id, cohort_id = UUID(arguments["round_id"]), UUID(arguments["cohort_id"])
    is_over = False
    while not is_over:
        with transaction() as session:
            now = utc_now()
            progress = write_batch(
                session, round_id, cohort_id=cohort_id, can_send=has_channel, now=now
            )
            is_over = not progress.waiting
            if "job_id" in arguments:
                percent = 100 * progress.done // max(progress.total, 1)
                report_progress(session, UUID(arguments["job_id"]), percent=percent, now=now)
