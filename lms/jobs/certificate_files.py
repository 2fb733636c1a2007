"""Files of certificates for every door, which lends a session to read and the only commit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.workflows.certificates import make_files as workflow
from lms.workflows.certificates.make_files import Desk


def desk() -> Desk:
    return Desk(reading=db.session(), transaction=transaction, now=utc_now())


def make_files(arguments: Mapping[str, Any]) -> None:
    """The job after issue."""
    workflow.make_files(desk(), UUID(arguments["certificate_id"]))


def request_missing_files(arguments: Mapping[str, Any]) -> None:
    """The job after an upgrade from before there were seals."""
    after = arguments.get("after")
    with transaction() as session:
        workflow.request_missing_files(session, after=UUID(after) if after else None, now=utc_now())


def remove_files(arguments: Mapping[str, Any]) -> None:
    """The job after withdrawal."""
    workflow.remove_files(desk(), UUID(arguments["certificate_id"]))
