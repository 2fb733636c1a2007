"""What the frame of every page needs to know: language, switch, whether somebody is signed in."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, has_request_context, request, session

from lms.web.access.auth import PERSON, SESSION_KEY, STAFF, SignedInPerson
from lms.web.texts.language import current_language, other_language


@dataclass(frozen=True, slots=True)
class Shell:
    language: str
    switch_url: str
    is_signed_in: bool
    is_staff: bool  # somebody to whom the administration is open
    quick_exit_url: str  # a page outside, used by script while online; "" leads to /catatan


def init_app(app: Flask) -> None:
    app.context_processor(page_shell)


def page_shell() -> dict[str, Any]:
    """Asks no database: the page that says "the database is away" has the same frame."""
    if not has_request_context():
        return {}  # the text of a message has no frame
    language = current_language()
    shell = Shell(
        language=language,
        switch_url=switch_url(language),
        is_signed_in=SESSION_KEY in session,
        is_staff=is_staff(),
        quick_exit_url=current_app.extensions["settings"].quick_exit_url,
    )
    return {"shell": shell}


def is_staff() -> bool:
    """By the roles that this request has read; a page that needs none goes by those at sign-in."""
    person = g.get(PERSON)
    if isinstance(person, SignedInPerson):
        return person.is_staff or person.is_coordinator
    return SESSION_KEY in session and bool(session.get(STAFF))


def switch_url(language: str) -> str:
    """Where the language link leads; it comes back to this page if that can be opened again."""
    return _switch_url(other_language(language), current_page_path())


@lru_cache
def _switch_url(language: str, page: str) -> str:
    return f"/language/{language}?{urlencode({'next': page})}"


def current_page_path() -> str:
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return "/"
    return request.full_path.rstrip("?") if request.method == "GET" else request.path
