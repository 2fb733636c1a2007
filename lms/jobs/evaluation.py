"""Job that evaluates a course version."""

from uuid import UUID

from lms.extensions import task_context
from lms.kernel.jobs import JobArguments
from lms.workflows.evaluation.awareness import release_reach
from lms.workflows.evaluation.refresh import evaluate_course as workflow


def evaluate_course(arguments: JobArguments) -> None:
    """Evaluate a course version after something has changed."""
    version_id = UUID(arguments["course_version_id"])
    workflow(task_context(), version_id)
    release_reach(task_context(), version_id)
