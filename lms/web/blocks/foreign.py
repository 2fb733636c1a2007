"""Blocks by others at work: shown, or called, with no transaction open while their code runs.

What they keep is stored afterwards, if nobody else has stored something in between; otherwise they
run again. Who was overtaken several times runs while others wait.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from flask import Response
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockStateChanged
from courses.block_host.queries import queue_in_lesson, units_around
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.web.blocks.calling import raw_block_request
from lms.web.blocks.frame_page import OPEN_TO_FRAMES
from lms.web.blocks.host import block_host
from lms.web.blocks.messages import MESSAGES
from lms.web.blocks.urls import PageUrls
from lms.web.errors import status_of
from lms.workflows.foreign_services import foreign_services

if TYPE_CHECKING:
    from uuid import UUID

    from courses.block_host.runtime import BlockRuntime
    from courses.block_host.visitor import Visitor

TRIES = 3
Answer = TypeVar("Answer")


def call_framed(
    visitor_in: "Callable[[Session], Visitor]", *, unit_id: "UUID", handler: str, suffix: str
) -> Response:
    """What the handler answers, for the script in its frame; an error of ours as JSON."""
    asked = raw_block_request()

    def call(runtime: "BlockRuntime") -> Response:
        answer = block_host().call(runtime, unit_id, handler, asked, suffix)
        return Response(answer.body, answer.status_int, content_type=answer.content_type)

    try:
        response = at_work(visitor_in, unit_id, call)
    except LmsError as error:
        told = {"error": str(MESSAGES.get(error.code, "")), "code": error.code}
        response = Response(json.dumps(told), status_of(error), mimetype="application/json")
    response.headers.extend(OPEN_TO_FRAMES)
    return response


def at_work(
    visitor_in: "Callable[[Session], Visitor]",
    unit_id: "UUID",
    run: "Callable[[BlockRuntime], Answer]",
) -> Answer:
    """What `run` answers; what the blocks have kept and published by then is stored."""
    from lms.workflows.call_block import store_work

    for _ in range(TRIES):
        runtime = _opened(db.session(), visitor_in, unit_id)
        runtime.state.open_key()
        db.session().rollback()  # a block that hangs keeps no connection from others
        answer = run(runtime)
        if not (runtime.state.has_changes or runtime.events):
            return answer
        try:
            with transaction() as session:
                queue_in_lesson(session, unit_id)
                store_work(session, runtime, now=utc_now())
            return answer
        except BlockStateChanged:
            continue
    with transaction() as session:
        queue_in_lesson(session, unit_id)
        runtime = _opened(session, visitor_in, unit_id)
        answer = run(runtime)
        store_work(session, runtime, now=utc_now())
    return answer


def _opened(
    session: Session, visitor_in: "Callable[[Session], Visitor]", unit_id: "UUID"
) -> "BlockRuntime":
    visitor = visitor_in(session)
    page = units_around(
        session,
        unit_id,
        person_id=visitor.person_id,
        course_version_id=visitor.course_version_id,
        course_code=visitor.course_code,
    )
    services = foreign_services(visitor)
    return block_host().open_page(session, page, visitor, services=services, urls=PageUrls())
