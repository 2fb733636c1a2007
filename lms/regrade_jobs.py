"""The job that carries a regrade out, a line that calls the workflow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assessments.regrades.queries import decided_target
from lms.artefacts import desk
from lms.certificate_jobs import show_progress
from lms.workflows import regrade as workflow


def run_regrade(arguments: Mapping[str, Any]) -> None:
    job_id, regrade_id = UUID(arguments["job_id"]), UUID(arguments["regrade_id"])
    found = desk()
    target = decided_target(found.reading, regrade_id)
    workflow.run_regrade(found, regrade_id, target, lambda *done: show_progress(job_id, *done))
