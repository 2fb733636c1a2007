"""The job that computes grades anew after new rules, a line that calls the workflow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms.extensions import transaction
from lms.jobs.certificates import show_progress
from lms.kernel.clock import utc_now
from lms.workflows.completion.recalculate_grades import run_recalculation


def recalculate_course(arguments: Mapping[str, Any]) -> None:
    job_id, rules_id = UUID(arguments["job_id"]), UUID(arguments["rules_id"])
    run_recalculation(
        transaction, rules_id, lambda *done: show_progress(job_id, *done), now=utc_now()
    )
