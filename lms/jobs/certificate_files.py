"""Jobs that make, request and remove the files of certificates."""

from collections.abc import Mapping
from uuid import UUID

from lms.extensions import db, task_context, transaction
from lms.kernel.clock import utc_now
from lms.workflows.certificates import make_files as workflow

Arguments = Mapping[str, str]


def make_files(arguments: Arguments) -> None:
    """Make the files of a certificate after it was issued."""
    workflow.make_files(task_context(), UUID(arguments["certificate_id"]))


def request_missing_files(arguments: Arguments) -> None:
    """Request sealed PDFs for certificates issued before seals existed."""
    after = arguments.get("after")
    with transaction() as session:
        workflow.request_missing_files(session, after=UUID(after) if after else None, now=utc_now())


def remove_files(arguments: Arguments) -> None:
    """Delete the files of a certificate after its holder was erased."""
    workflow.remove_files(db.session(), UUID(arguments["certificate_id"]))
