"""A page, who opens it and in which state, and how to spell where it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.browser.world import World

KB = 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """`act` is a selector to click after opening, for example a form's button, for its errors.

    `put` is put into the fields of these names before that, even what nobody could choose there.
    `site` is one of those that the tests serve.
    """

    name: str
    endpoint: str
    path: Callable[[World], str]
    who: str = "anyone"
    is_slow: bool = False
    language: str = "id-ID"
    act: str = ""
    put: Mapping[str, str] = field(default_factory=dict)
    site: str = "local"
    status: int = 200
    page_limit: int = 25 * KB
    total_limit: int = 60 * KB
    most_requests: int = 8


def at(path: str) -> Callable[[World], str]:
    return lambda world: path


def to(name: str, more: str = "") -> Callable[[World], str]:
    """A path that the world has made."""
    return lambda world: world.paths[name] + more


def in_passing(name: str) -> Callable[[World], str]:
    """A path that holds a code of these minutes."""
    return lambda world: world.passing[name]()


SEND = "main form[method=post]:has(.in, .choice, .chip) button[type=submit]:not(.vh) >> nth=0"
BASE = "/courses/POESA-EL"
