"""Passes a request on to a block's handler, in one transaction, again if another was faster."""

from collections.abc import Callable
from string import punctuation
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from courses.block_host.called_unit import CalledUnit, called_unit
from courses.block_host.errors import BlockStateChanged
from courses.block_host.visitor import Visitor
from courses.outline.errors import CourseClosed
from lms.extensions import current_ports, short_transaction
from lms.kernel.clock import utc_now
from lms.web.auth import SignedIn
from lms.web.blocks.host import block_host
from lms.web.blocks.showing import page_services
from lms.web.blocks.urls import PageUrls

if TYPE_CHECKING:
    from webob import Request, Response

    from lms.workflows.call_block import BlockCall

Caller = tuple[SignedIn, Visitor, CalledUnit]
TRIES = 5
URLENCODED = "application/x-www-form-urlencoded"
TOKEN = "csrf_token"  # noqa: S105  the name of its field
MOST_AS_SENT = 64 * 1024  # bytes of a form that a block is handed without a look


def call_handler(who: Callable[[Session], Caller], *, handler: str, suffix: str = "") -> "Response":
    """Fields that all learners share may be changed by two at once: the later one tries again.

    `who` is asked inside the transaction; what it raises stores nothing.
    """
    from lms.workflows.call_block import BlockCall

    call = BlockCall(handler, suffix, block_request())
    for rest in range(TRIES, 0, -1):
        try:
            return _call_once(who, call)
        except BlockStateChanged:
            if rest == 1:
                raise
    raise BlockStateChanged


def open_unit(session: Session, unit_id: UUID, *, person_id: UUID) -> CalledUnit:
    """A unit of a course in which the person learns.

    Raises EnrolmentNotFound, and CourseClosed: a draft that was closed since the page was opened
    takes nothing more.
    """
    is_loopback = current_ports().is_loopback
    unit = called_unit(session, unit_id, person_id=person_id, is_loopback=is_loopback)
    if not unit.is_open:
        raise CourseClosed(course=unit.course_code)
    return unit


def _call_once(who: Callable[[Session], Caller], call: "BlockCall") -> "Response":
    from lms.workflows.call_block import call_block

    with short_transaction() as session:
        person, visitor, unit = who(session)
        return call_block(
            session,
            block_host(),
            visitor,
            unit,
            call,
            services=page_services(session, visitor, person),
            urls=PageUrls(),
            now=utc_now(),
        )


def block_request() -> "Request":
    """The request as a block may see it: method, query and body, but no cookies of ours."""
    from webob import Request

    options: dict[str, Any] = {"method": request.method}
    if request.method in ("POST", "PUT", "PATCH"):
        options["body"], options["content_type"] = _body()
    return Request.blank(_address(), **options)


def _body() -> tuple[bytes, str]:
    """What was sent and its type: of a form its fields alone, without our token and its files."""
    if request.mimetype not in (URLENCODED, "multipart/form-data"):
        return request.get_data(), request.content_type or ""
    if request.mimetype == URLENCODED and (request.content_length or MOST_AS_SENT) < MOST_AS_SENT:
        sent = request.get_data()
        if sent and TOKEN.encode() not in sent:  # empty once somebody has read the form
            return sent, URLENCODED  # the block parses it: no need to do so before
    form = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN]
    return urlencode(form).encode(), URLENCODED


def raw_block_request() -> "Request":
    """The same for a block by others, with its body as it came: it has forms of its own."""
    from courses.block_host.uploads import BlockRequest

    options: dict[str, Any] = {"method": request.method}
    if request.method == "POST":
        options |= {"body": request.get_data(), "content_type": request.content_type or ""}
    return BlockRequest.blank(_address(), **options)


def _address() -> str:
    """Path and query in ASCII, whatever was typed: WebOb takes nothing else."""
    query = quote(request.query_string, safe=punctuation)
    return f"{quote(request.path)}?{query}" if query else quote(request.path)
