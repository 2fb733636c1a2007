"""Selects the format of a certificate by the suffix of the URL or the Accept header."""

from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import MIMEAccept

from certificates.numbers import parse_number

PAGE: Final = "page"  # the page for people, at another URL
KINDS: Final[dict[str, tuple[str, str]]] = {
    # suffix of the URL: kind of file, content type
    "json": ("json", "application/ld+json"),
    "jwt": ("jwt", "application/jwt"),
    "pdf": ("sealed-pdf", "application/pdf"),
    "png": ("badge-png", "image/png"),
    "svg": ("badge-svg", "image/svg+xml"),
}
ACCEPTED: Final[dict[str, str]] = {
    # content type: suffix; the first of equal preference wins
    "application/ld+json": "json",
    "application/json": "json",
    "application/vc": "json",
    "application/vc+ld+json": "json",
    "application/vc+jwt": "jwt",
    "application/jwt": "jwt",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/svg+xml": "svg",
    "text/html": PAGE,
}
MAX_NAME_LENGTH = 80


def requested_form(name: str) -> tuple[str | None, str]:
    """Return number and suffix of a URL; None for an invalid number."""
    number, dot, ending = name[:MAX_NAME_LENGTH].rpartition(".")
    if not dot:
        return parse_number(name[: MAX_NAME_LENGTH + 1]), ""
    return (parse_number(number), ending) if ending in KINDS else (None, "")


def accepted_form(accept: MIMEAccept) -> tuple[str, str]:
    """Return suffix and content type of the preferred format; JSON without a preference."""
    if not accept:
        return "json", KINDS["json"][1]
    best = accept.best_match(_offered(accept)) or KINDS["json"][1]
    ending = ACCEPTED[best]
    return ending, best


def _offered(accept: MIMEAccept) -> Iterable[str]:
    """Return the offered types; the page only for browsers, which name text/html."""
    return list(ACCEPTED) if "text/html" in accept.values() else list(ACCEPTED)[:-1]
