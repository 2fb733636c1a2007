"""Jobs for many certificates, status lists and keys; each calls a workflow."""

from collections.abc import Mapping
from uuid import UUID

from certificates.status_lists import sign_lists
from lms.extensions import task_context, transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import report_progress
from lms.workflows.certificates import issue_for_cohort as issuing
from lms.workflows.certificates import reissue_signatures as reissuing

Arguments = Mapping[str, str]


def sign_status_list(arguments: Arguments) -> None:
    """Sign a list after a change of a certificate."""
    sign_lists.sign_list(task_context(), int(arguments["list_number"]))


def sign_all_status_lists(_arguments: Arguments) -> None:
    """Sign all lists, each day."""
    sign_lists.sign_all(task_context())


def reissue_signatures(arguments: Arguments) -> None:
    """Reissue signatures after a key leak."""
    job_id = UUID(arguments["job_id"])
    reissuing.reissue_signatures(
        task_context(), arguments["kid"], lambda *done: show_progress(job_id, *done)
    )


def issue_for_cohort(arguments: Arguments) -> None:
    """Issue certificates to a cohort."""
    job_id, cohort_id = UUID(arguments["job_id"]), UUID(arguments["cohort_id"])
    issuing.issue_for_cohort(task_context(), cohort_id, lambda *done: show_progress(job_id, *done))


def show_progress(job_id: UUID, done: int, total: int) -> None:
    """Store the progress of a job."""
    with transaction() as session:
        report_progress(session, job_id, percent=100 * done // max(total, 1), now=utc_now())
