"""Job that evaluates a course version."""

from uuid import UUID

from lms.extensions import task_context
from lms.kernel.jobs import JobArguments
from lms.workflows.evaluation.refresh import evaluate_course as workflow


def evaluate_course(arguments: JobArguments) -> None:
    """Evaluate a course version after something has changed."""
    workflow(task_context(), UUID(arguments["course_version_id"]))
