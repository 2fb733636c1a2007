"""Language of a request: chosen on a page, set in the account, of the browser, else Indonesian."""

from datetime import timedelta
from typing import Final

from flask import g, has_request_context, request
from werkzeug.wrappers import Response

from lms.web.access.frames import is_framed

LANGUAGES: Final = ("id", "en")
DEFAULT_LANGUAGE: Final = "id"
COOKIE: Final = "language"
COOKIE_LIFETIME: Final = timedelta(days=365)


def current_language() -> str:
    """Return the language of this request; outside a request the default."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    own = vars(g._get_current_object())  # avoids a proxy lookup for each use
    person, cached = own.get("person_language"), own.get("request_language")
    if cached is None or cached[0] != person:  # the person was read since
        cached = own["request_language"] = person, chosen_language() or preferred_language()
    return str(cached[1])


def chosen_language() -> str | None:
    """Return the language that the reader chose with the switch, or None."""
    code = g.get("switched_language") or request.cookies.get(COOKIE)
    return code if code in LANGUAGES else None


def set_request_language(code: str) -> None:
    """Use this language for the request."""
    g.switched_language = code


def remember_language(response: Response, code: str | None = None) -> None:
    """Store a language, by default that of this request, in a cookie."""
    framed = is_framed()
    response.set_cookie(
        COOKIE,
        code or current_language(),
        max_age=COOKIE_LIFETIME,
        secure=framed or request.is_secure,
        httponly=True,
        samesite="None" if framed else "Lax",
        partitioned=framed,
    )


def preferred_language() -> str:
    """Return the language of the account, else of the browser, else the default."""
    own = g.get("person_language")
    if own in LANGUAGES:
        return str(own)
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def other_language(code: str) -> str:
    """Return the language that the switch offers."""
    return "en" if code == "id" else "id"
