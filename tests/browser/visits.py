"""Every page of the program with who opens it and in which state. A new page needs a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.world import World

KB = 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """`act` is a selector to click after opening, for example a form's button, for its errors."""

    name: str
    endpoint: str
    path: Callable[[World], str]
    who: str = "anyone"
    language: str = "id-ID"
    act: str = ""
    status: int = 200
    page_limit: int = 25 * KB
    total_limit: int = 60 * KB


def at(path: str) -> Callable[[World], str]:
    return lambda world: path


VISITS = (
    Visit("landing", "pages.landing", at("/")),
    Visit("landing in English", "pages.landing", at("/"), language="en-GB"),
    Visit("notes", "pages.notes", at("/catatan")),
    Visit("accessibility", "pages.accessibility", at("/accessibility")),
    Visit("nothing here", "", at("/no-such-page"), status=404),
)

# Endpoints that answer GET, yet show no page of ours.
NO_PAGES = {
    "static": "files",
    "health.alive": "JSON",
    "health.ready": "JSON",
    "pages.switch_language": "leads back to a page",
}
