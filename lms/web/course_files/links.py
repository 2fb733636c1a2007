"""Signed URLs of the files of a course version, for one person and session."""

from uuid import UUID

from flask import current_app, url_for
from sqlalchemy.orm import Session

from courses.static_files import queries
from courses.static_files.links import NO_LINKS, StaticLinks
from courses.static_files.tokens import FileGrant, FileTokens
from lms.extensions import current_ports


def file_links(
    session: Session, version_id: UUID | None, *, person_id: UUID, session_id: UUID
) -> StaticLinks:
    """URLs of the files of a version; NO_LINKS if it has none."""
    names = queries.file_names(session, version_id) if version_id else None
    if version_id is None or not names:
        return NO_LINKS
    token = file_tokens().issue(FileGrant(person_id, version_id, session_id))
    address = url_for("course_files.file", token=token, name="-").removesuffix("-")
    return StaticLinks(f"{content_origin()}{address}", names)


def file_tokens() -> FileTokens:
    """The issuer of tokens, keyed by the server key."""
    return FileTokens(current_ports().server_key.derive(b"course files"))


def content_origin() -> str:
    """The origin for user content, if configured; else empty."""
    return str(current_app.extensions["settings"].content_url)
