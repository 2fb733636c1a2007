"""Jobs about many certificates, or about lists and keys: each is a line that calls a workflow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms.extensions import task_context, transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import report_progress
from lms.workflows.certificates import issue_for_cohort as issuing
from lms.workflows.certificates import reissue_signatures as reissuing
from lms.workflows.certificates import sign_status_lists

Arguments = Mapping[str, Any]


def sign_status_list(arguments: Arguments) -> None:
    """After a change of one certificate."""
    sign_status_lists.sign_list(task_context(), int(arguments["list_number"]))


def sign_all_status_lists(_arguments: Arguments) -> None:
    """Each day."""
    sign_status_lists.sign_all(task_context())


def reissue_signatures(arguments: Arguments) -> None:
    """After a leak."""
    job_id = UUID(arguments["job_id"])
    reissuing.reissue_signatures(
        task_context(), arguments["kid"], lambda *done: show_progress(job_id, *done)
    )


def issue_for_cohort(arguments: Arguments) -> None:
    """A whole class."""
    job_id, cohort_id = UUID(arguments["job_id"]), UUID(arguments["cohort_id"])
    issuing.issue_for_cohort(task_context(), cohort_id, lambda *done: show_progress(job_id, *done))


def show_progress(job_id: UUID, done: int, total: int) -> None:
    with transaction() as session:
        report_progress(session, job_id, percent=100 * done // max(total, 1), now=utc_now())
