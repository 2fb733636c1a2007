"""Addresses of files: each for one person, one version and one session, and for no other.

They carry their permission with them, since a sandboxed frame and another origin send no cookie.
Whoever reads one asks whether the session still lasts and the person may still read the course.
"""

from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from courses.static_files.errors import StaticFileNotFound


@dataclass(frozen=True, slots=True)
class FileGrant:
    person_id: UUID
    version_id: UUID
    session_id: UUID


class FileTokens:
    """The same grant gives the same token, so that a browser keeps what it has."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeSerializer(secret, salt="course-files")

    def issue(self, grant: FileGrant) -> str:
        parts = [grant.person_id.hex, grant.version_id.hex, grant.session_id.hex]
        token = self._serializer.dumps(parts)
        return token.decode() if isinstance(token, bytes) else token

    def read(self, token: str) -> FileGrant:
        """Raises StaticFileNotFound for what was not issued here."""
        try:
            person, version, login = self._serializer.loads(token)
            return FileGrant(UUID(person), UUID(version), UUID(login))
        except (BadSignature, ValueError, TypeError, AttributeError) as error:
            raise StaticFileNotFound() from error
