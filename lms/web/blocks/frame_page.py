"""Page of a third-party block for its frame: sandboxed and without cookies."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import Response, render_template

from lms.kernel.errors import LmsError
from lms.web.assets.assets import asset_url
from lms.web.blocks.error_messages import MESSAGES
from lms.web.blocks.frame_policy import FrameParts, Resource, add_frame_headers
from lms.web.blocks.frames import Frame, run_in_frame
from lms.web.blocks.host import block_host
from lms.web.blocks.vendored_libraries import is_remote, local_file_for
from lms.web.errors import get_status

if TYPE_CHECKING:
    from web_fragments.fragment import Fragment, FragmentResource

    from courses.block_host.runtime.runtime import BlockRuntime

AUTHOR_FORM_VIEW: Final = "studio_view"
ELEMENT_ENDS: Final = re.compile(r"<(/script|/style|!--)", re.IGNORECASE)


def render_frame_page(frame: Frame, *, language: str, view: str = "student_view") -> Response:
    """Render a view as a page; an error as a page with its message and status."""

    def show(runtime: "BlockRuntime") -> FrameParts:
        parts = split_fragment(block_host().view(runtime, frame.unit_id, view))
        # an author's form is submitted again, so it keeps the references
        return (
            parts if view == AUTHOR_FORM_VIEW else replace_file_links(parts, runtime.replace_urls)
        )

    try:
        parts = run_in_frame(frame, show)
        page = render_template("blocks/frame.html", parts=parts, language=language, view=view)
        return add_frame_headers(Response(page), parts)
    except LmsError as error:
        message = MESSAGES.get(error.code, MESSAGES["block-failed"])
        page = render_template("blocks/frame.html", problem=message, language=language)
        return add_frame_headers(Response(page, get_status(error)))


def split_fragment(fragment: "Fragment") -> FrameParts:
    """HTML, styles, scripts and additional HTML of a fragment, without empty resources."""
    resources = [_to_resource(resource) for resource in fragment.resources]
    styles, scripts, more = (
        tuple(
            resource
            for resource in resources
            if resource.kind == kind and (resource.url or resource.text)
        )
        for kind in ("text/css", "application/javascript", "text/html")
    )
    return FrameParts(fragment.body_html(), styles, scripts, more)


def replace_file_links(parts: FrameParts, replace_links: Callable[[str], str]) -> FrameParts:
    """Replace references to course files by URLs in all parts."""

    def convert(resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
        return tuple(replace(resource, text=replace_links(resource.text)) for resource in resources)

    return FrameParts(
        replace_links(parts.html),
        convert(parts.styles),
        convert(parts.scripts),
        convert(parts.more),
    )


def _to_resource(resource: "FragmentResource") -> Resource:
    """Escape inline text so that it cannot end its element. Replace or drop remote files."""
    kind, placement, text = resource.mimetype, resource.placement, str(resource.data)
    if resource.kind == "url":
        if not is_remote(text):
            return Resource(kind, placement, url=text)
        local_file = local_file_for(text)
        return Resource(kind, placement, url=asset_url(local_file) if local_file else "")
    if kind == "text/html":
        return Resource(kind, placement, text=text)
    return Resource(kind, placement, text=ELEMENT_ENDS.sub(r"<\\\1", text))
