"""The language of a page: the reader's choice, the person's, the browser's, then Indonesian."""

from datetime import timedelta
from typing import Final

from flask import g, has_request_context, request
from werkzeug.wrappers import Response

LANGUAGES: Final = ("id", "en")
DEFAULT_LANGUAGE: Final = "id"
COOKIE: Final = "language"
COOKIE_LIFETIME: Final = timedelta(days=365)


def current_language() -> str:
    """The language of this request; outside a request the default one."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    own = vars(g._get_current_object())  # the proxy would look it up at each of its uses
    person, kept = own.get("person_language"), own.get("kept_language")
    if kept is None or kept[0] != person:  # a person who is known only now may have a choice
        kept = own["kept_language"] = person, chosen_language() or preferred_language()
    return str(kept[1])


def chosen_language() -> str | None:
    """What the reader chose with the switch on any page."""
    code = g.get("switched_language") or request.cookies.get(COOKIE)
    return code if code in LANGUAGES else None


def set_request_language(code: str) -> None:
    """The reader chooses a language with this very request."""
    g.switched_language = code


def remember_language(response: Response, code: str | None = None) -> None:
    """Keep the choice, by default that of this request, in a cookie of the reader."""
    response.set_cookie(
        COOKIE,
        code or current_language(),
        max_age=COOKIE_LIFETIME,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def preferred_language() -> str:
    """What the person keeps in the account, or else what the browser asks for."""
    own = g.get("person_language")
    if own in LANGUAGES:
        return str(own)
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def other_language(code: str) -> str:
    return "en" if code == "id" else "id"
