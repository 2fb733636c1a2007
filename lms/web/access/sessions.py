"""Session cookies, except for cacheable responses and API responses."""

from typing import Final

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

WITHOUT_SESSION: Final = frozenset({"static", "pages.notes", "health.alive", "health.ready"})


def uses_session(endpoint: str) -> bool:
    """Whether the endpoint uses the session. API operations use tokens."""
    if endpoint.startswith("api."):
        return endpoint == "api.docs"
    return endpoint not in WITHOUT_SESSION


class SelectiveSessionInterface(SecureCookieSessionInterface):
    """Saves the session only for endpoints that use it."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie and `Vary: Cookie` only for endpoints that use the session."""
        if uses_session(request.endpoint or ""):
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = SelectiveSessionInterface()
