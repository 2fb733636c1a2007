"""Session cookies, but for answers that anyone may keep, and for those to programs."""

from typing import Final

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

WITHOUT_SESSION: Final = frozenset({"static", "pages.notes", "health.alive", "health.ready"})


def uses_session(endpoint: str) -> bool:
    """Programs show a token; only the page that describes their interface is for people."""
    if endpoint.startswith("api."):
        return endpoint == "api.docs"
    return endpoint not in WITHOUT_SESSION


class SelectiveSessionInterface(SecureCookieSessionInterface):
    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Neither sets the cookie nor says `Vary: Cookie` where the answer is for everyone."""
        if uses_session(request.endpoint or ""):
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = SelectiveSessionInterface()
