"""Stores the files of a new course version. Callers commit."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from courses.conflict_free import insert_if_absent
from courses.static_files.models import StaticContent, StaticFile
from courses.static_files.queries import CourseFile
from lms.kernel.clock import new_id

BATCH_SIZE: Final = 500  # hashes per query


def add_files(session: Session, version_id: UUID, files: Sequence[CourseFile]) -> None:
    """Store files of a version; contents that exist already are shared."""
    known = _known(session, {file.sha256 for file in files})
    rows = []
    for file in files:
        if file.sha256 not in known:
            known[file.sha256] = _content(session, file)
        rows.append(
            {
                "id": new_id(),
                "course_version_id": version_id,
                "content_id": known[file.sha256],
                "name": file.name,
                "media_type": file.media_type,
            }
        )
    if rows:
        session.execute(insert(StaticFile), rows)


def _known(session: Session, wanted: Collection[str]) -> dict[str, UUID]:
    """Ids of stored contents by hash."""
    hashes = sorted(wanted)
    ids: dict[str, UUID] = {}
    for start in range(0, len(hashes), BATCH_SIZE):
        some = StaticContent.sha256.in_(hashes[start : start + BATCH_SIZE])
        rows = session.execute(select(StaticContent.sha256, StaticContent.id).where(some))
        ids |= {row.sha256: row.id for row in rows}
    return ids


def _content(session: Session, file: CourseFile) -> UUID:
    """Insert a content, or return that of a concurrent import."""
    row = {"id": new_id(), "sha256": file.sha256, "data": file.data}
    insert_if_absent(session, StaticContent, row)
    wanted = select(StaticContent.id).where(StaticContent.sha256 == file.sha256)
    return session.scalars(wanted).one()
