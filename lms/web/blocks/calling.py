"""Passes a request on to a block's handler, in one transaction, again if another was faster."""

from collections.abc import Callable
from string import punctuation
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockStateChanged
from courses.block_host.visitor import Visitor
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.web.auth import SignedIn
from lms.web.blocks.host import block_host
from lms.web.blocks.showing import page_services
from lms.web.blocks.urls import PageUrls

if TYPE_CHECKING:
    from webob import Request, Response

TRIES = 5


def call_handler(
    person: SignedIn,
    visitor_in: Callable[[Session], Visitor],
    *,
    unit_id: UUID,
    handler: str,
    suffix: str = "",
) -> "Response":
    """Fields that all learners share may be changed by two at once: the later one tries again."""
    for rest in range(TRIES, 0, -1):
        try:
            return _call_once(person, visitor_in, unit_id, handler, suffix)
        except BlockStateChanged:
            if rest == 1:
                raise
    raise BlockStateChanged


def _call_once(
    person: SignedIn,
    visitor_in: Callable[[Session], Visitor],
    unit_id: UUID,
    handler: str,
    suffix: str,
) -> "Response":
    from lms.workflows.call_block import BlockCall, call_block

    with transaction() as session:
        visitor = visitor_in(session)
        return call_block(
            session,
            block_host(),
            visitor,
            BlockCall(unit_id, handler, suffix, block_request()),
            services=page_services(session, visitor, person),
            urls=PageUrls(),
            now=utc_now(),
        )


def block_request() -> "Request":
    """The request as a block may see it: method, query and body, but no cookies of ours."""
    from webob import Request

    form = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    is_form = request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data")
    options: dict[str, Any] = {"method": request.method}
    if request.method in ("POST", "PUT", "PATCH"):
        options["body"] = urlencode(form).encode() if is_form else request.get_data()
        options["content_type"] = (
            "application/x-www-form-urlencoded" if is_form else request.content_type or ""
        )
    return Request.blank(_address(), **options)


def raw_block_request() -> "Request":
    """The same for a block by others, with its body as it came: it has forms of its own."""
    from webob import Request

    options: dict[str, Any] = {"method": request.method}
    if request.method == "POST":
        options |= {"body": request.get_data(), "content_type": request.content_type or ""}
    return Request.blank(_address(), **options)


def _address() -> str:
    """Path and query in ASCII, whatever was typed: WebOb takes nothing else."""
    query = quote(request.query_string, safe=punctuation)
    return f"{quote(request.path)}?{query}" if query else quote(request.path)
