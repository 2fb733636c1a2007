"""Tokens for a block's script to call its handlers: for one person, usage and role, for 2 hours.

A token names the session in which its page was shown; who reads it refuses one that has ended.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from uuid import UUID

from itsdangerous import BadSignature

from courses.block_host.errors import HandlerTokenExpired, HandlerTokenInvalid
from courses.block_host.runtime.viewer import Role
from lms.kernel.kept_signers import KeptSigners

LIFETIME_SECONDS = 2 * 60 * 60
MOST_KEPT = 4_096  # tokens whose signature was found right; each is asked for its age again


@dataclass(frozen=True, slots=True)
class HandlerGrant:
    """What a token allows: one person, in one role, on one unit, while one session lasts.

    `is_framed` says that the unit stands in a frame of its own, as blocks by others do; there it
    may be about an aside of the unit, by its type.
    """

    person_id: UUID
    unit_id: UUID
    role: Role
    session_id: UUID
    is_framed: bool = False
    aside: str = ""


class HandlerTokens:
    def __init__(self, secret: bytes) -> None:
        # The default digest, without the detour by which hmac takes its slow path in Python.
        options = {"digest_method": hashlib.sha1}
        self._serializer = KeptSigners(secret, salt="block-handler", signer_kwargs=options)
        # The script of a page calls with the same token again and again.
        self._signed = lru_cache(MOST_KEPT)(self._read)

    def issue(self, grant: HandlerGrant) -> str:
        parts = [grant.person_id.hex, grant.unit_id.hex, grant.role, grant.session_id.hex]
        parts += ["frame", grant.aside][: 1 + bool(grant.aside)] if grant.is_framed else []
        token = self._serializer.dumps(parts)
        return token.decode() if isinstance(token, bytes) else token

    def read(self, token: str, *, max_age: int = LIFETIME_SECONDS) -> HandlerGrant:
        """Raises HandlerTokenInvalid or HandlerTokenExpired."""
        grant, issued_at = self._signed(token)
        now = self._serializer.make_signer(self._serializer.salt).get_timestamp()
        if not 0 <= now - issued_at <= max_age:
            raise HandlerTokenExpired()
        return grant

    def _read(self, token: str) -> tuple[HandlerGrant, int]:
        """What a token says, and when it was issued. One that is no token is not kept."""
        try:
            parts, issued = self._serializer.loads(token, return_timestamp=True)
            person, unit, role, login, *frame = parts
            ids = (UUID(person), UUID(unit), cast(Role, role), UUID(login))
        except (BadSignature, ValueError, TypeError) as error:
            raise HandlerTokenInvalid() from error
        is_framed = frame[:1] == ["frame"]
        grant = HandlerGrant(*ids, is_framed=is_framed, aside="".join(frame[1:]))
        return grant, int(issued.timestamp())
