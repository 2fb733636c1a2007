"""Keeps the files of a new course version. Callers commit."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from courses.conflict_free import insert_if_absent
from courses.static_files.models import StaticContent, StaticFile
from courses.static_files.queries import CourseFile
from lms.kernel.clock import new_id


def add_files(session: Session, version_id: UUID, files: Iterable[CourseFile]) -> None:
    """Bytes that are here already are not kept twice."""
    rows = []
    for file in files:
        content_id = _content(session, file)
        rows.append(
            {
                "id": new_id(),
                "course_version_id": version_id,
                "content_id": content_id,
                "name": file.name,
                "media_type": file.media_type,
            }
        )
    if rows:
        session.execute(insert(StaticFile), rows)


def _content(session: Session, file: CourseFile) -> UUID:
    known = select(StaticContent.id).where(StaticContent.sha256 == file.sha256)
    found = session.scalars(known).one_or_none()
    if found is None:
        row = {"id": new_id(), "sha256": file.sha256, "data": file.data}
        insert_if_absent(session, StaticContent, row)
        found = session.scalars(known).one()
    return found
