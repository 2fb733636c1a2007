"""Content security policy and other headers of the pages and responses in block frames.

Scripts of a page are files, or listed in its policy by their hash. Other hosts are blocked. The
policy also sandboxes the page itself, so that it is as restricted outside of a frame.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Final

from flask import Response

from lms.web.access.frames import person_frame_origins
from lms.web.course_files.links import content_origin
from lms.web.security import POLICY_HEADER, policy_text

FILE_DIRECTIVES: Final = (
    "img-src",
    "media-src",
    "font-src",
    "connect-src",
)  # directives that include the origin of course files
SANDBOX: Final = "allow-scripts allow-forms allow-modals allow-popups allow-downloads"
FRAME_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-eval' 'unsafe-hashes'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
    "sandbox": SANDBOX,
}
FRAME_RESPONSE_HEADERS: Final = {
    POLICY_HEADER: policy_text(FRAME_POLICY),  # a response is never a page of our own
    "Access-Control-Allow-Origin": "*",  # a sandboxed frame has the origin "null"
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, X-Requested-With, X-CSRFToken, Accept",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
INLINE_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
EVENT_ATTRIBUTE: Final = re.compile(r"""\son[a-z]+\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resource:
    """Script, style or HTML of a block: the URL of a file, or inline text."""

    kind: str
    placement: str
    url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class FrameParts:
    """Parts of a frame page, as its template needs them."""

    html: str
    styles: tuple[Resource, ...]
    scripts: tuple[Resource, ...]
    more: tuple[Resource, ...]  # additional HTML of the block, such as templates


def add_frame_headers(response: Response, parts: FrameParts | None = None) -> Response:
    """Set policy, referrer and cache headers of a frame page."""
    response.headers.extend(
        {POLICY_HEADER: policy_text(frame_policy(parts)), "Referrer-Policy": "no-referrer"}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def frame_policy(parts: FrameParts | None) -> dict[str, str]:
    """Policy of a frame page with the hashes of its inline scripts.

    It permits `eval` and inline styles, which many blocks need, but no other hosts.
    """
    hashes = "".join(f" '{name}'" for name in sorted(set(_hashes(parts)))) if parts else ""
    origin = content_origin()
    files = {name: f"{FRAME_POLICY[name]} {origin}" for name in FILE_DIRECTIVES if origin}
    own = {"script-src": FRAME_POLICY["script-src"] + hashes}
    if above := person_frame_origins():  # every page above the frame must be allowed
        own["frame-ancestors"] = f"{FRAME_POLICY['frame-ancestors']} {above}"
    return FRAME_POLICY | files | own


def _hashes(parts: FrameParts) -> Iterable[str]:
    """Hashes of all inline scripts and event attributes."""
    for script in parts.scripts:
        if script.text:
            yield _hash(script.text)
    for text in (parts.html, *(piece.text for piece in parts.more)):
        for attributes, body in INLINE_SCRIPT.findall(text):
            if "src=" not in attributes.lower() and body:
                yield _hash(body)
        for double, single in EVENT_ATTRIBUTE.findall(text):
            yield _hash(unescape(double or single))


def _hash(text: str) -> str:
    normalised = text.replace("\r\n", "\n").replace("\r", "\n")  # browsers hash it with "\n"
    return "sha256-" + b64encode(sha256(normalised.encode()).digest()).decode()
