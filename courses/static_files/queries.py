"""Read models of the files of a course version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion
from courses.static_files.errors import StaticFileNotFound
from courses.static_files.models import StaticContent, StaticFile


@dataclass(frozen=True, slots=True)
class CourseFile:
    """A file; compared by name, hash and media type. `data` may be empty (not loaded)."""

    name: str
    sha256: str
    media_type: str
    data: bytes = field(default=b"", compare=False, repr=False)


def file_names(session: Session, version_id: UUID) -> frozenset[str]:
    """Names of all files of a version."""
    query = select(StaticFile.name).where(StaticFile.course_version_id == version_id)
    return frozenset(session.scalars(query))


def files_of(session: Session, version_id: UUID) -> tuple[CourseFile, ...]:
    """All files of a version by name, without their data."""
    rows = session.execute(
        select(StaticFile.name, StaticContent.sha256, StaticFile.media_type)
        .join(StaticContent, StaticContent.id == StaticFile.content_id)
        .where(StaticFile.course_version_id == version_id)
    )
    return tuple(CourseFile(*row) for row in sorted(rows, key=lambda row: row.name))


def data_of(session: Session, version_id: UUID) -> Mapping[str, bytes]:
    """Contents of all files of a version by name."""
    rows = session.execute(
        select(StaticFile.name, StaticContent.data)
        .join(StaticContent, StaticContent.id == StaticFile.content_id)
        .where(StaticFile.course_version_id == version_id)
    )
    return {row.name: row.data for row in rows}


def static_file(session: Session, version_id: UUID, name: str) -> CourseFile:
    """One file with its data. Raises StaticFileNotFound."""
    row = session.execute(
        select(StaticFile.name, StaticContent.sha256, StaticFile.media_type, StaticContent.data)
        .join(StaticContent, StaticContent.id == StaticFile.content_id)
        .where(StaticFile.course_version_id == version_id, StaticFile.name == name)
    ).one_or_none()
    if row is None:
        raise StaticFileNotFound()
    return CourseFile(*row)


def course_of(session: Session, version_id: UUID) -> UUID:
    """The course of a version. Raises StaticFileNotFound if there is no such version."""
    query = select(CourseVersion.course_id).where(CourseVersion.id == version_id)
    course_id = session.scalars(query).one_or_none()
    if course_id is None:
        raise StaticFileNotFound()
    return course_id


def newest_version(session: Session, course_id: UUID) -> UUID | None:
    """The newest version of a course, whose files drafts of blocks use; or None."""
    query = select(CourseVersion.id).where(CourseVersion.course_id == course_id)
    return session.scalars(query.order_by(CourseVersion.number.desc()).limit(1)).one_or_none()
