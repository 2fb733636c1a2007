"""The signed cookie with which a browser proves that it had a check-in code in time.

Signing in first may take longer than a code is valid. The note is valid for its session and 30
minutes. Pages that sign people in lead back to the check-in with `waiting_check_in`.
"""

from typing import Final
from uuid import UUID

from flask import Response, current_app, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from courses.cohorts.live_sessions.errors import LiveSessionNotFound
from courses.cohorts.live_sessions.queries import LiveSessionView, live_session
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now

NOTE_COOKIE: Final = "check_in"  # name of the cookie
NOTE_MAX_AGE: Final = 30 * 60  # seconds
SALT: Final = "check-in"


def session_from_note(code: str) -> LiveSessionView | None:
    """The session for which this browser has a note with this code, while check-in is open."""
    note = read_note()
    return _open_session(note) if note.get("code") == code else None


def waiting_check_in() -> str | None:
    """Path of the check-in that this browser began and has not finished."""
    note = read_note()
    if not note or _open_session(note) is None:
        return None
    return url_for("joining.check_in", code=note["code"])


def add_note(response: Response, code: str, live: LiveSessionView) -> Response:
    """Add the note to the response."""
    note = {"code": code, "session": str(live.id), "cohort": str(live.cohort_id)}
    response.set_cookie(
        NOTE_COOKIE,
        note_serialiser().dumps(note),
        max_age=NOTE_MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def delete_note(response: Response) -> Response:
    """Delete the note of a finished check-in."""
    response.delete_cookie(NOTE_COOKIE)
    return response


def read_note() -> dict[str, str]:
    """The note of this browser; empty without one, or with one that is forged or too old."""
    try:
        note: dict[str, str] = note_serialiser().loads(
            request.cookies.get(NOTE_COOKIE, ""), max_age=NOTE_MAX_AGE
        )
    except BadData:
        return {}
    return note


def note_serialiser() -> URLSafeTimedSerializer:
    """Signs notes with a key derived from the server's key."""
    return URLSafeTimedSerializer(current_ports().server_key.derive(b"check-in notes"), salt=SALT)


def _open_session(note: dict[str, str]) -> LiveSessionView | None:
    try:
        live = live_session(db.session(), UUID(note["session"]), cohort_id=UUID(note["cohort"]))
    except LiveSessionNotFound:
        return None
    return live if live.is_open(utc_now()) else None
