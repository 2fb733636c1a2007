"""The job that carries a regrade out, a line that calls the workflow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assessments.rescoring.queries import get_target
from lms.extensions import task_context
from lms.jobs.certificates import show_progress
from lms.workflows.attempts import rescore as workflow


def run_rescoring(arguments: Mapping[str, Any]) -> None:
    job_id, regrade_id = UUID(arguments["job_id"]), UUID(arguments["regrade_id"])
    context = task_context()
    target = get_target(context.read_session, regrade_id)
    workflow.run_rescoring(context, regrade_id, target, lambda *done: show_progress(job_id, *done))
