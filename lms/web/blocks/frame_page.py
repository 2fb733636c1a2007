"""The page of its own of a block by others: sandboxed, without cookies, shown in a frame.

Scripts of the page are files, or are named in its policy by their hash; other hosts are closed.
The policy sandboxes the page by itself too, so it is no less closed when opened outside a frame.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING, Final

from flask import Response, render_template

from lms.kernel.errors import LmsError
from lms.web.assets.assets import asset_url
from lms.web.blocks.error_messages import MESSAGES
from lms.web.blocks.vendored_libraries import is_remote, local_file_for
from lms.web.course_files.links import content_origin
from lms.web.errors import get_status
from lms.web.security import POLICY_HEADER, policy_text

if TYPE_CHECKING:
    from web_fragments.fragment import Fragment, FragmentResource

    from courses.block_host.runtime.runtime import BlockRuntime
    from lms.web.blocks.frames import Frame

AUTHOR_FORM_VIEW: Final = "studio_view"
FILE_DIRECTIVES: Final = (
    "img-src",
    "media-src",
    "font-src",
    "connect-src",
)  # what a file may be there
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
    POLICY_HEADER: policy_text(FRAME_POLICY),  # no page of ours, even when opened as one
    "Access-Control-Allow-Origin": "*",  # a sandboxed frame has the origin "null"
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, X-Requested-With, X-CSRFToken, Accept",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
INLINE_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
ELEMENT_ENDS: Final = re.compile(r"<(/script|/style|!--)", re.IGNORECASE)
EVENT_ATTRIBUTE: Final = re.compile(r"""\son[a-z]+\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resource:
    """A script or a style: the address of a file, or a text that stands in the page."""

    kind: str
    placement: str
    url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class FrameParts:
    """What the template of the page sets together."""

    html: str
    styles: tuple[Resource, ...]
    scripts: tuple[Resource, ...]
    more: tuple[Resource, ...]  # HTML that a block wants beside its own, such as templates


def render_frame_page(work: "Frame", *, language: str, view: str = "student_view") -> Response:
    from lms.web.blocks.frames import run_in_frame
    from lms.web.blocks.host import block_host

    def show(runtime: "BlockRuntime") -> FrameParts:
        parts = split_fragment(block_host().view(runtime, work.unit_id, view))
        # a form holds what its author will send again, so references stay references there
        return (
            parts if view == AUTHOR_FORM_VIEW else replace_file_links(parts, runtime.replace_urls)
        )

    try:
        parts = run_in_frame(work, show)
        page = render_template("blocks/frame.html", parts=parts, language=language, view=view)
        return add_frame_headers(Response(page), parts)
    except LmsError as error:
        told = MESSAGES.get(error.code, MESSAGES["block-failed"])
        page = render_template("blocks/frame.html", problem=told, language=language)
        return add_frame_headers(Response(page, get_status(error)))


def split_fragment(fragment: "Fragment") -> FrameParts:
    styles, scripts, more = (
        tuple(
            piece
            for piece in map(_piece, fragment.resources)
            if piece.kind == kind and (piece.url or piece.text)
        )
        for kind in ("text/css", "application/javascript", "text/html")
    )
    return FrameParts(fragment.body_html(), styles, scripts, more)


def replace_file_links(parts: FrameParts, replaced: Callable[[str], str]) -> FrameParts:
    """References to files of the course as addresses, wherever the block has written them."""

    def filled(pieces: tuple[Resource, ...]) -> tuple[Resource, ...]:
        return tuple(replace(piece, text=replaced(piece.text)) for piece in pieces)

    return FrameParts(
        replaced(parts.html), filled(parts.styles), filled(parts.scripts), filled(parts.more)
    )


def _piece(resource: "FragmentResource") -> Resource:
    """A text never ends the element that it stands in; a file of another host is ours, or none."""
    kind, place, text = resource.mimetype, resource.placement, str(resource.data)
    if resource.kind == "url":
        ours = local_file_for(text) if is_remote(text) else None
        return Resource(kind, place, url=text if ours is None else ours and asset_url(ours))
    if kind == "text/html":
        return Resource(kind, place, text=text)
    return Resource(kind, place, text=ELEMENT_ENDS.sub(r"<\\\1", text))


def add_frame_headers(response: Response, parts: FrameParts | None = None) -> Response:
    response.headers.extend(
        {POLICY_HEADER: policy_text(frame_policy(parts)), "Referrer-Policy": "no-referrer"}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def frame_policy(parts: FrameParts | None) -> dict[str, str]:
    """Many blocks make functions of templates and set styles; what others host stays closed."""
    hashes = "".join(f" '{name}'" for name in sorted(set(_hashes(parts)))) if parts else ""
    origin = content_origin()
    files = {name: f"{FRAME_POLICY[name]} {origin}" for name in FILE_DIRECTIVES if origin}
    return FRAME_POLICY | files | {"script-src": FRAME_POLICY["script-src"] + hashes}


def _hashes(parts: FrameParts) -> Iterable[str]:
    """Of each script that the block has written into the page, and of each event attribute."""
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
    normalised = text.replace("\r\n", "\n").replace("\r", "\n")  # as browsers do before they look
    return "sha256-" + b64encode(sha256(normalised.encode()).digest()).decode()
