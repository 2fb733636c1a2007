"""Runs third-party blocks in frames, without an open transaction while their code runs.

Changes are stored afterwards with an optimistic lock; on a conflict the block runs again. Requests
that lost once wait in a queue for each other, in this process.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from flask import Response
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockStateChanged
from courses.block_host.state.queries import get_page_around, lock_lesson
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.web.blocks.frame_policy import FRAME_RESPONSE_HEADERS
from lms.web.blocks.handlers import copy_raw_request
from lms.web.blocks.host import block_host
from lms.web.blocks.urls import PageUrls
from lms.web.course_files.links import file_links
from lms.web.errors import get_status
from lms.web.texts.error_messages import all_messages, error_message
from lms.workflows.blocks.third_party_services import third_party_services

if TYPE_CHECKING:
    from uuid import UUID

    from courses.block_host.runtime.runtime import BlockRuntime
    from courses.block_host.runtime.viewer import Viewer

QUEUE_SECONDS: Final = 20.0  # how long a call waits for others on the same block
Result = TypeVar("Result")
_queues: Final = tuple(Lock() for _ in range(64))


class Frame(Protocol):
    """A framed unit: opens its runtime, and stores what its blocks change."""

    @property
    def unit_id(self) -> "UUID": ...

    def open_runtime(self, session: Session) -> "BlockRuntime": ...

    def store(self, session: Session, runtime: "BlockRuntime") -> None: ...


@dataclass(frozen=True, slots=True)
class LessonFrame:
    """A unit of a lesson for a learner."""

    unit_id: "UUID"
    get_viewer: "Callable[[Session], Viewer]"

    def open_runtime(self, session: Session) -> "BlockRuntime":
        viewer = self.get_viewer(session)
        page = get_page_around(
            session,
            self.unit_id,
            person_id=viewer.person_id,
            course_version_id=viewer.course_version_id,
            course_code=viewer.course_code,
        )
        links = file_links(
            session,
            viewer.course_version_id,
            person_id=viewer.person_id,
            session_id=viewer.session_id,
        )
        services = third_party_services(viewer, links)
        return block_host().open_page(session, page, viewer, services=services, urls=PageUrls())

    def store(self, session: Session, runtime: "BlockRuntime") -> None:
        from lms.workflows.blocks.call_block import store_results

        lock_lesson(session, self.unit_id)
        store_results(session, runtime, now=utc_now())


def call_in_frame(frame: Frame, *, handler: str, suffix: str, aside: str = "") -> Response:
    """Call a handler and return its response for the script in the frame; errors are JSON."""
    request = copy_raw_request()

    def call(runtime: "BlockRuntime") -> Response:
        result = block_host().call(runtime, frame.unit_id, handler, request, suffix, aside=aside)
        return Response(result.body, result.status_int, content_type=result.content_type)

    try:
        response = run_in_frame(frame, call)
    except LmsError as error:
        text = error_message(error) if error.code in all_messages() else ""
        body = {"error": text, "code": error.code}
        response = Response(json.dumps(body), get_status(error), mimetype="application/json")
    response.headers.extend(FRAME_RESPONSE_HEADERS)
    return response


def run_in_frame(frame: Frame, run: "Callable[[BlockRuntime], Result]") -> Result:
    """Run code of a block, store its changes and events, and return the result.

    Raises BlockStateChanged if concurrent requests were faster for QUEUE_SECONDS.
    """
    try:
        return _run_once(frame, run)
    except BlockStateChanged:
        pass
    with _queue_for(frame.unit_id):
        deadline = monotonic() + QUEUE_SECONDS
        while monotonic() < deadline:  # each conflict means that another request has finished
            with suppress(BlockStateChanged):
                return _run_once(frame, run)
    raise BlockStateChanged()


def _run_once(frame: Frame, run: "Callable[[BlockRuntime], Result]") -> Result:
    runtime = frame.open_runtime(db.session())
    runtime.state.open_key()
    db.session().rollback()  # a block that hangs must not hold a database connection
    result = run(runtime)
    if runtime.state.has_changes or runtime.events:
        with transaction() as session:
            frame.store(session, runtime)
    return result


@contextmanager
def _queue_for(unit_id: "UUID") -> "Iterator[None]":
    """Run requests for a unit one after another in this process, for at most QUEUE_SECONDS."""
    queue = _queues[unit_id.int % len(_queues)]
    is_locked = queue.acquire(timeout=QUEUE_SECONDS)
    try:
        yield
    finally:
        if is_locked:
            queue.release()
