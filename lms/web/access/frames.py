"""Requests from frames in pages of learning platforms, and their own session cookie.

Browsers send the `SameSite=Lax` cookie of a session to top-level pages only. A framed session has a
second cookie, partitioned by the site of the platform. Only the platform that launched the session
may frame its pages.
"""

from typing import Final

from flask import current_app, g, request

from lms.web.security import widen_policy

FRAME_DESTINATIONS: Final = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})
FRAME_ORIGINS: Final = "frame_origins"  # in the session of a frame and in g
PREFIX: Final = "__Host-"


def frame_cookie_name() -> str:
    """Name of the session cookie of frames. Browsers accept the prefix over TLS only."""
    prefix = PREFIX if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}frame-session"


def is_framed() -> bool:
    """Whether the request comes from a frame: the frame's document, or a request of its page.

    Browsers name the destination. A page at the top never uses the cookie of frames, also in a
    browser that does not partition cookies.
    """
    destination = request.headers.get("Sec-Fetch-Dest", "")
    if destination in FRAME_DESTINATIONS:
        return True
    return destination != "document" and frame_cookie_name() in request.cookies


def allow_framing(origins: str | None) -> None:
    """Let pages of these origins, separated by spaces, frame this response."""
    if origins:
        widen_policy(frame_ancestors=origins)


def names_frame_origins() -> bool:
    """Whether the route of this request has said who may frame its response."""
    return "frame-ancestors" in g.get("content_policy", {})


def person_frame_origins() -> str | None:
    """Origins that may frame pages of the person of this request, once the person is read."""
    origins = g.get(FRAME_ORIGINS)
    return str(origins) if origins else None
