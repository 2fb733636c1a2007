"""The signed cookie by which a browser shows that somebody has signed in on it before.

Wrong passwords from a known browser have a count of their own. Guessing
at an account from elsewhere pauses sign-in for strangers, not for its owner on their own phone
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). A browser becomes known only by a
sign-in that succeeds, and has then the same few tries as any other.
"""

import hmac
import secrets
from typing import Final
from uuid import UUID

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.extensions import current_ports
from lms.web.access.frames import PREFIX

NAME: Final = "known_device"
MAX_AGE: Final = 180 * 24 * 3600  # seconds
MAX_PEOPLE: Final = 8  # of one shared phone


def known_device(person_id: UUID | None) -> str | None:
    """The random id of this browser if this person has signed in on it."""
    device, people = _read()
    return device if person_id and _mark(person_id) in people else None


def remember_device(person_id: UUID) -> None:
    """Add the person to the cookie with the response to the current request."""
    device, people = _read()
    mark = _mark(person_id)
    people = [*(other for other in people if other != mark), mark][-MAX_PEOPLE:]
    value = _serialiser().dumps([device or secrets.token_urlsafe(12), people])

    @after_this_request
    def add_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            value,
            max_age=MAX_AGE,
            httponly=True,
            samesite="Lax",
            secure=_is_secure(),
        )
        return response


def forget_people(response: Response) -> Response:
    """Delete the cookie, which also holds the marks of others who share the phone."""
    response.delete_cookie(_cookie_name(), secure=_is_secure(), httponly=True, samesite="Lax")
    return response


def _read() -> tuple[str | None, list[str]]:
    try:
        device, people = _serialiser().loads(
            request.cookies.get(_cookie_name(), ""), max_age=MAX_AGE
        )
    except BadData:
        return None, []
    return device, people


def _cookie_name() -> str:
    return PREFIX + NAME if _is_secure() else NAME


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _mark(person_id: UUID) -> str:
    """Stands for a person in the cookie; without the server's key it says nothing."""
    return hmac.digest(_key(), person_id.bytes, "sha256").hex()[:32]


def _serialiser() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_key(), salt=NAME)


def _key() -> bytes:
    return current_ports().server_key.derive(b"known devices")
