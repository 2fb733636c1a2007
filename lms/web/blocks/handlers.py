"""Passes a request to a handler of our own blocks, in one transaction, with retries on conflict."""

import sys
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from string import punctuation
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import request
from flask.globals import request_ctx
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockStateChanged
from courses.block_host.runtime.target_unit import TargetUnit, get_target_unit
from courses.block_host.runtime.viewer import Viewer
from courses.catalogue.errors import CourseClosed
from courses.enrolment.errors import EnrolmentNotFound, VersionLeft
from courses.lessons.other_versions import course_left
from lms.accounts.sessions.queries import Learner
from lms.extensions import current_ports, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import block_host
from lms.web.blocks.rendering import page_services
from lms.web.blocks.urls import PageUrls

if TYPE_CHECKING:
    from flask import Request as SentRequest
    from webob import Request, Response

    from lms.workflows.blocks.call_block import BlockCall

Caller = tuple[SignedInPerson | Learner, Viewer, TargetUnit]
MAX_TRIES = 5
URLENCODED = "application/x-www-form-urlencoded"
CSRF_FIELD = "csrf_token"
MAX_RAW_FORM_BYTES = 64 * 1024  # larger forms are parsed before a block gets them


def call_handler(
    get_caller: Callable[[Session], Caller], *, handler: str, suffix: str = ""
) -> "Response":
    """Call a handler and store its changes; on a conflict try again, at most MAX_TRIES times.

    `get_caller` runs inside the transaction; if it raises, nothing is stored. Raises
    BlockStateChanged if every try conflicts with another request.
    """
    from lms.workflows.blocks.call_block import BlockCall

    call = BlockCall(handler, suffix, copy_request())
    for _ in range(MAX_TRIES):
        with suppress(BlockStateChanged):
            return _call_once(get_caller, call)
    raise BlockStateChanged()


def get_open_unit(session: Session, unit_id: UUID, *, person_id: UUID) -> TargetUnit:
    """A unit of a course in which the person is enrolled.

    Raises EnrolmentNotFound; after the page was loaded, VersionLeft if the person began another
    version, and CourseClosed if a draft was closed.
    """
    is_loopback = current_ports().is_loopback
    try:
        unit = get_target_unit(session, unit_id, person_id=person_id, is_loopback=is_loopback)
    except EnrolmentNotFound:
        if course := course_left(session, person_id, unit_id):
            raise VersionLeft(course=course) from None
        raise
    if not unit.is_open:
        raise CourseClosed(course=unit.course_code)
    return unit


def _call_once(get_caller: Callable[[Session], Caller], call: "BlockCall") -> "Response":
    from lms.workflows.blocks.call_block import call_block

    with transaction() as session:
        person, viewer, unit = get_caller(session)
        return call_block(
            session,
            block_host(),
            viewer,
            unit,
            call,
            services=page_services(session, viewer, person),
            urls=PageUrls(),
            now=utc_now(),
        )


def copy_request() -> "Request":
    """The request as a block may see it: method, query and body, without our cookies."""
    from webob import Request

    sent = request_ctx.request  # avoids a proxy lookup at each use
    copied = Request(_environ(sent))
    if sent.method in ("POST", "PUT", "PATCH"):
        copied.body, copied.content_type = _body(sent)
    return copied


def _environ(sent: "SentRequest") -> dict[str, object]:
    """WSGI environment like that of `Request.blank`, which would need a quoted URL."""
    return {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": sent.path.encode().decode("latin-1"),
        "QUERY_STRING": _query(sent),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost:80",
        "SERVER_PROTOCOL": "HTTP/1.0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _body(sent: "SentRequest") -> tuple[bytes, str]:
    """Body and content type. Forms are reduced to their fields, without our token and files."""
    mimetype = sent.mimetype
    if mimetype not in (URLENCODED, "multipart/form-data"):
        return sent.get_data(), sent.content_type or ""
    if mimetype == URLENCODED and (sent.content_length or MAX_RAW_FORM_BYTES) < MAX_RAW_FORM_BYTES:
        form = sent.get_data()
        if form and CSRF_FIELD.encode() not in form:  # empty if the form was parsed already
            return form, URLENCODED  # the block parses it
    fields = [pair for pair in sent.form.items(multi=True) if pair[0] != CSRF_FIELD]
    return urlencode(fields).encode(), URLENCODED


def copy_raw_request() -> "Request":
    """The request for a third-party block, with an unchanged body and without our cookies."""
    from courses.block_host.compatibility.uploads import BlockRequest

    options: dict[str, object] = {"method": request.method}
    if request.method == "POST":
        options |= {"body": request.get_data(), "content_type": request.content_type or ""}
    query = _query(request)
    path = quote(request.path)
    return BlockRequest.blank(f"{path}?{query}" if query else path, **options)


def _query(sent: "SentRequest") -> str:
    """Query string in ASCII, as WebOb requires."""
    return quote(sent.query_string, safe=punctuation) if sent.query_string else ""
