"""Job that recalculates grades after a change of grading rules."""

from uuid import UUID

from lms.extensions import transaction
from lms.jobs.certificates import show_progress
from lms.kernel.clock import utc_now
from lms.kernel.jobs import JobArguments
from lms.workflows.completion.recalculate_grades import run_recalculation


def recalculate_course(arguments: JobArguments) -> None:
    job_id, rules_id = UUID(arguments["job_id"]), UUID(arguments["rules_id"])
    run_recalculation(
        transaction, rules_id, lambda *done: show_progress(job_id, *done), now=utc_now()
    )
