"""Session cookies, except for cacheable responses and API responses."""

from contextlib import suppress
from typing import Final

from flask import Flask, Response, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError

from lms.web.access.auth import current_person_or_none
from lms.web.access.frames import (
    FRAME_ORIGINS,
    allow_framing,
    frame_cookie_name,
    is_framed,
    names_frame_origins,
    person_frame_origins,
)

WITHOUT_SESSION: Final = frozenset({"static", "pages.notes", "health.alive", "health.ready"})


def uses_session(endpoint: str) -> bool:
    """Whether the endpoint uses the session. API operations use tokens."""
    if endpoint.startswith("api."):
        return endpoint == "api.docs"
    return endpoint not in WITHOUT_SESSION


class SelectiveSessionInterface(SecureCookieSessionInterface):
    """Saves the session only for endpoints that use it. Frames have a cookie of their own."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie and `Vary: Cookie` only for endpoints that use the session."""
        if uses_session(request.endpoint or ""):
            super().save_session(app, session, response)

    def get_cookie_name(self, app: Flask) -> str:
        return frame_cookie_name() if _is_framed() else super().get_cookie_name(app)

    def get_cookie_samesite(self, app: Flask) -> str | None:
        return "None" if _is_framed() else super().get_cookie_samesite(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        return _is_framed() or super().get_cookie_secure(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        return _is_framed() or super().get_cookie_partitioned(app)


def init_app(app: Flask) -> None:
    app.session_interface = SelectiveSessionInterface()
    app.after_request(handle_frames)


def handle_frames(response: Response) -> Response:
    """Let the platform of a framed session frame its pages, also after the session has ended.

    A route may name the platforms itself: a launch can be rejected in a frame that holds the
    session of an earlier one, from another platform or before the list of origins was changed.

    A page at the top deletes a cookie of frames, which only browsers without partitions send there.
    """
    if not is_framed():
        if frame_cookie_name() in request.cookies:
            delete_frame_cookie(response)
        return response
    is_page = response.mimetype == "text/html" and uses_session(request.endpoint or "")
    if is_page and not names_frame_origins():
        with suppress(SQLAlchemyError):  # the database may be unavailable
            person = current_person_or_none()
            allow_framing(person_frame_origins() if person else session.get(FRAME_ORIGINS))
    return response


def delete_frame_cookie(response: Response) -> None:
    """Delete the session cookie of frames."""
    response.delete_cookie(
        frame_cookie_name(), secure=True, httponly=True, samesite="None", partitioned=True
    )


def _is_framed() -> bool:
    return has_request_context() and is_framed()
