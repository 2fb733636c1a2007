"""Session cookies, but for answers that anyone may keep, and for those to programs."""

import hashlib
from typing import Any, Final

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

WITHOUT_SESSION: Final = frozenset({"static", "pages.notes", "health.alive", "health.ready"})


def has_session(endpoint: str) -> bool:
    """Programs show a token; only the page that describes their interface is for people."""
    if endpoint.startswith("api."):
        return endpoint == "api.docs"
    return endpoint not in WITHOUT_SESSION


class Sessions(SecureCookieSessionInterface):
    # Flask's own, without the detour by which hmac takes its slow path in Python
    digest_method = staticmethod(hashlib.sha1)

    def __init__(self) -> None:
        self._serializer: tuple[Any, URLSafeTimedSerializer | None] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once, not twice in each request; made again when the keys are others."""
        keys = (app.secret_key, app.config["SECRET_KEY_FALLBACKS"])
        if self._serializer is None or self._serializer[0] != keys:
            self._serializer = keys, super().get_signing_serializer(app)
        return self._serializer[1]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Neither sets the cookie nor says `Vary: Cookie` where the answer is for everyone."""
        if has_session(request.endpoint or ""):
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
