"""Template variables for the frame of all pages."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from flask import Flask, current_app, g, has_request_context, request, session

from lms.web.access.auth import PERSON, SESSION_KEY, STAFF, SignedInPerson
from lms.web.access.frames import is_framed
from lms.web.texts.language import current_language, other_language

IN_PACK = "is_in_pack"  # in g: the page is rendered for a pack, which learners read


@dataclass(frozen=True, slots=True)
class Shell:
    """Language, language switch and sign-in state."""

    language: str
    switch_url: str
    is_signed_in: bool
    is_staff: bool  # may open the administration
    is_framed: bool  # in a page of a learning platform
    quick_exit_url: str  # external page used while online; "" means /catatan


def init_app(app: Flask) -> None:
    app.context_processor(page_shell)


def page_shell() -> dict[str, Shell]:
    """Return the variables without using the database, which may be unavailable."""
    if not has_request_context():
        return {}  # a message has no frame
    language = current_language()
    shell = Shell(
        language=language,
        switch_url=switch_url(language),
        is_signed_in=SESSION_KEY in session or g.get(IN_PACK, False),
        is_staff=is_staff(),
        is_framed=is_framed(),
        quick_exit_url=current_app.extensions["settings"].quick_exit_url,
    )
    return {"shell": shell}


def is_staff() -> bool:
    """Whether the person is staff, by the roles of this request, else by those at sign-in."""
    person = g.get(PERSON)
    if isinstance(person, SignedInPerson):
        return person.is_staff or person.is_coordinator
    return SESSION_KEY in session and bool(session.get(STAFF))


def switch_url(language: str) -> str:
    """Return the URL of the language link, which leads back to this page."""
    return _switch_url(other_language(language), current_page_path())


@lru_cache
def _switch_url(language: str, page: str) -> str:
    return f"/language/{language}?{urlencode({'next': page})}"


def current_page_path() -> str:
    """Return the path of this page, or / if it cannot be opened by GET."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return "/"
    return request.full_path.rstrip("?") if request.method != "POST" else request.path
