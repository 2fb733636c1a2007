"""Initial data that a start adds: courses, the local trial, the first administrator's link."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import Invalid
from lms.kernel.jobs import RUNS_ONCE, add_job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.settings import Settings


class CourseRejected(Invalid):
    code = "course-rejected"


def load_courses(settings: "Settings", folders: Iterable[Path]) -> None:
    """Import the courses in these folders. Drafts open automatically on loopback only.

    Raises CourseRejected.
    """
    for folder in folders:
        version_id = _known_version(folder) or _import(folder)
        db.session.remove()  # discard rows read before the import
        if settings.has_loopback_origin:
            _open_local_trial(version_id)


def prepare_certificates() -> None:
    """Register the current keys and request the signing of status lists and missing files."""
    from certificates.issuer_host import parse_host
    from certificates.records import service
    from lms.kernel.ports import get_ports

    with transaction() as session:
        service.register_current_keys(session, now=utc_now())
        service.schedule_daily_signing(session, now=utc_now())
        host = parse_host(get_ports(session).public_url).authority
        service.request_signing_of_all_lists(session, host=host, now=utc_now())
        request_missing_files(session)


def request_missing_files(session: "Session") -> None:
    """Request, once, the kinds of files that older versions did not create."""
    kind = "ask-for-missing-artefacts"
    add_job(session, kind=kind, key=f"{kind}{RUNS_ONCE}", arguments={"after": None}, now=utc_now())


def _known_version(folder: Path) -> UUID | None:
    """Find an imported version by its content hash, which is faster than reading the course."""
    from courses.catalogue import queries as outline
    from courses.course_files.folder import content_hash

    return outline.version_of_content(db.session(), content_hash(folder))


def _import(folder: Path) -> UUID:
    from courses.course_files.problems import CourseFilesRejected
    from lms.workflows.course_import.check_course import read_valid_course
    from lms.workflows.course_import.import_course import import_course

    try:
        files = read_valid_course(folder)
    except CourseFilesRejected as rejected:
        count = len(rejected.problems)
        raise CourseRejected(folder=str(folder), count=count) from rejected
    with transaction() as session:
        return import_course(session, files, now=utc_now())


def _open_local_trial(version_id: UUID) -> None:
    from courses.catalogue import queries, service

    if queries.opening(db.session(), version_id, is_loopback=True).is_open:
        return
    with transaction() as session:
        service.open_pilot(
            session,
            version_id,
            opened_by=None,
            name="payung serve",
            reason="local trial on this computer",
            kind="local_trial",
            now=utc_now(),
        )


def first_administrator_link(settings: "Settings") -> str | None:
    """Return a single-use link, or None if there is an administrator."""
    from lms.accounts.sign_in.service import create_first_administrator_link

    with transaction() as session:
        token = create_first_administrator_link(session, now=utc_now())
    return f"{settings.origin}/admin/first/{token}" if token else None
