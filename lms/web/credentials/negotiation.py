"""Which form of a certificate is asked for: by the end of the address, or by what is accepted."""

from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import MIMEAccept

from certificates.numbers import parse_number

PAGE: Final = "page"  # the page for people, which stands elsewhere
KINDS: Final[dict[str, tuple[str, str]]] = {
    # end of the address: kind of artefact, content type
    "json": ("json", "application/ld+json"),
    "jwt": ("jwt", "application/jwt"),
    "pdf": ("sealed-pdf", "application/pdf"),
    "png": ("badge-png", "image/png"),
    "svg": ("badge-svg", "image/svg+xml"),
}
ACCEPTED: Final[dict[str, str]] = {
    # content type: end of the address, the first of equals wins
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
    """The number and the end of an address; None for what cannot be a number."""
    number, dot, ending = name[:MAX_NAME_LENGTH].rpartition(".")
    if not dot:
        return parse_number(name[: MAX_NAME_LENGTH + 1]), ""
    return (parse_number(number), ending) if ending in KINDS else (None, "")


def accepted_form(accept: MIMEAccept) -> tuple[str, str]:
    """The form that is liked best and the content type to name; JSON for who likes all alike."""
    if not accept:
        return "json", KINDS["json"][1]
    best = accept.best_match(_offered(accept)) or KINDS["json"][1]
    ending = ACCEPTED[best]
    return ending, best


def _offered(accept: MIMEAccept) -> Iterable[str]:
    """JSON-LD first, unless a browser asks: it names pages before `*/*`."""
    return list(ACCEPTED) if "text/html" in accept.values() else list(ACCEPTED)[:-1]
