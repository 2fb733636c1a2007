"""Signed tokens with which a block's script calls handlers: one person, unit and role, 2 hours.

A token names the login session of its page; callers check that the session is still active.
"""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from courses.block_host.errors import HandlerTokenExpired, HandlerTokenInvalid
from courses.block_host.runtime.viewer import Role

LIFETIME_SECONDS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class HandlerGrant:
    """What a token permits: one person in one role on one unit during one login session.

    `is_framed` is true for third-party blocks, which are shown in a frame. In a frame, `aside` may
    name the type of an aside of the unit.
    """

    person_id: UUID
    unit_id: UUID
    role: Role
    session_id: UUID
    is_framed: bool = False
    aside: str = ""


class HandlerTokens:
    """Signs grants with a secret key, and verifies them."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="block-handler")

    def issue(self, grant: HandlerGrant) -> str:
        parts = [grant.person_id.hex, grant.unit_id.hex, grant.role, grant.session_id.hex]
        parts += ["frame", grant.aside][: 1 + bool(grant.aside)] if grant.is_framed else []
        token = self._serializer.dumps(parts)
        return token.decode() if isinstance(token, bytes) else token

    def read(self, token: str, *, max_age: int = LIFETIME_SECONDS) -> HandlerGrant:
        """Verify a token; `max_age` is in seconds.

        Raises HandlerTokenInvalid or HandlerTokenExpired.
        """
        try:
            parts = self._serializer.loads(token, max_age=max_age)
            person, unit, role, login, *frame = parts
            ids = (UUID(person), UUID(unit), cast(Role, role), UUID(login))
        except SignatureExpired as error:
            raise HandlerTokenExpired() from error
        except (BadSignature, ValueError, TypeError) as error:
            raise HandlerTokenInvalid() from error
        is_framed = frame[:1] == ["frame"]
        return HandlerGrant(*ids, is_framed=is_framed, aside="".join(frame[1:]))
