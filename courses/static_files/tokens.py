"""Signed tokens in URLs of files, each for one person, version and session.

Tokens replace cookies, which sandboxed frames and other origins do not send. The route checks that
the session is still valid and the person may still read the course.
"""

from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from courses.static_files.errors import StaticFileNotFound


@dataclass(frozen=True, slots=True)
class FileGrant:
    """What a token grants: files of a version to a person in a session."""

    person_id: UUID
    version_id: UUID
    session_id: UUID


class FileTokens:
    """Issues and reads tokens. Deterministic, so that browsers can cache files."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeSerializer(secret, salt="course-files")

    def issue(self, grant: FileGrant) -> str:
        """The token of a grant."""
        parts = [grant.person_id.hex, grant.version_id.hex, grant.session_id.hex]
        token = self._serializer.dumps(parts)
        return token.decode() if isinstance(token, bytes) else token

    def read(self, token: str) -> FileGrant:
        """The grant of a token. Raises StaticFileNotFound for an invalid token."""
        try:
            person, version, login = self._serializer.loads(token)
            return FileGrant(UUID(person), UUID(version), UUID(login))
        except (BadSignature, ValueError, TypeError, AttributeError) as error:
            raise StaticFileNotFound() from error
