"""Session cookies, but for answers that anyone may keep: files, and the page behind quick exit."""

from typing import Final

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

WITHOUT_SESSION: Final = frozenset({"static", "pages.notes", "health.alive", "health.ready"})


class Sessions(SecureCookieSessionInterface):
    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Neither sets the cookie nor says `Vary: Cookie` where the answer is for everyone."""
        if request.endpoint not in WITHOUT_SESSION:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
