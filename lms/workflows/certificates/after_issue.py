"""What follows an issued certificate: jobs for its files and a message to its holder."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.notify import notify_person
from lms.accounts.queries import PersonProfile
from lms.kernel.jobs import add_job
from lms.kernel.ports import get_ports


def request_files(session: Session, certificate_id: UUID, *, now: datetime) -> None:
    """Add the job that makes the files."""
    add_job(
        session,
        kind="make-artefacts",
        key=f"make-artefacts:{certificate_id}",
        arguments={"certificate_id": str(certificate_id)},
        now=now,
    )


def notify_holder(session: Session, person: PersonProfile, *, now: datetime) -> None:
    """Send a message that names no course, since phones are shared."""
    address = f"{get_ports(session).public_url}/certificates"
    notify_person(session, person, "certificate-issued", now=now, address=address)
