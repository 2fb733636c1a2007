"""Job that rescores attempts."""

from uuid import UUID

from assessments.rescoring.queries import get_target
from lms.extensions import task_context
from lms.jobs.certificates import show_progress
from lms.kernel.jobs import JobArguments
from lms.workflows.attempts import rescore as workflow


def run_rescoring(arguments: JobArguments) -> None:
    job_id, regrade_id = UUID(arguments["job_id"]), UUID(arguments["regrade_id"])
    context = task_context()
    target = get_target(context.read_session, regrade_id)
    workflow.run_rescoring(context, regrade_id, target, lambda *done: show_progress(job_id, *done))
