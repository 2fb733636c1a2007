"""Session cookies, but for answers that anyone may keep, and for those to programs; form tokens."""

import hashlib
from functools import lru_cache
from typing import Final

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import csrf
from itsdangerous import URLSafeTimedSerializer

from lms.kernel.kept_signers import KeptSigners

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
        self._kept: tuple[object, URLSafeTimedSerializer | None] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once, not twice in each request; made again when the keys are others."""
        keys = (app.secret_key, app.config["SECRET_KEY_FALLBACKS"])
        if self._kept is None or self._kept[0] != keys:
            made = super().get_signing_serializer(app)
            if made is not None:
                made = KeptSigners(
                    [*(keys[1] or ()), keys[0]],
                    salt=made.salt,
                    serializer=made.serializer,
                    signer_kwargs=made.signer_kwargs,
                )
            self._kept = keys, made
        return self._kept[1]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Neither sets the cookie nor says `Vary: Cookie` where the answer is for everyone.

        Of a session that stays as it was Flask would first ask seven settings of its cookie.
        """
        if not has_session(request.endpoint or ""):
            return
        if session and not self.should_set_cookie(app, session):
            if session.accessed:
                response.vary.add("Cookie")
            return
        super().save_session(app, session, response)


@lru_cache(8)
def token_serializer(secret_key: str | bytes, salt: str) -> KeptSigners:
    """For tokens of forms: Flask-WTF makes one for each token that it writes or reads."""
    return KeptSigners(secret_key, salt=salt, signer_kwargs={"digest_method": hashlib.sha1})


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    csrf.URLSafeTimedSerializer = token_serializer  # no setting of Flask-WTF's leads there
