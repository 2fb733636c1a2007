"""Blocks by others at work: shown, or called, with no transaction open while their code runs.

What they keep is stored afterwards, if nobody else has stored something in between; otherwise they
run again. Who was overtaken once waits for others who were, in this process.
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
from lms.web.blocks.error_messages import MESSAGES
from lms.web.blocks.frame_page import FRAME_RESPONSE_HEADERS
from lms.web.blocks.handlers import copy_raw_request
from lms.web.blocks.host import block_host
from lms.web.blocks.urls import PageUrls
from lms.web.course_files.links import file_links
from lms.web.errors import get_status
from lms.workflows.blocks.third_party_services import third_party_services

if TYPE_CHECKING:
    from uuid import UUID

    from courses.block_host.runtime.runtime import BlockRuntime
    from courses.block_host.runtime.viewer import Viewer

QUEUE_SECONDS: Final = 20.0  # seconds that a call waits for others on the same block
Answer = TypeVar("Answer")
_queues: Final = tuple(Lock() for _ in range(64))


class Frame(Protocol):
    """Where blocks stand, and where what they keep is stored."""

    @property
    def unit_id(self) -> "UUID": ...

    def opened(self, session: Session) -> "BlockRuntime": ...

    def store(self, session: Session, runtime: "BlockRuntime") -> None: ...


@dataclass(frozen=True, slots=True)
class LessonFrame:
    """A unit of a lesson, for a learner."""

    unit_id: "UUID"
    get_viewer: "Callable[[Session], Viewer]"

    def opened(self, session: Session) -> "BlockRuntime":
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


def call_in_frame(work: Frame, *, handler: str, suffix: str, aside: str = "") -> Response:
    """What the handler answers, for the script in its frame; an error of ours as JSON."""
    asked = copy_raw_request()

    def call(runtime: "BlockRuntime") -> Response:
        answer = block_host().call(runtime, work.unit_id, handler, asked, suffix, aside=aside)
        return Response(answer.body, answer.status_int, content_type=answer.content_type)

    try:
        response = run_in_frame(work, call)
    except LmsError as error:
        told = {"error": str(MESSAGES.get(error.code, "")), "code": error.code}
        response = Response(json.dumps(told), get_status(error), mimetype="application/json")
    response.headers.extend(FRAME_RESPONSE_HEADERS)
    return response


def run_in_frame(work: Frame, run: "Callable[[BlockRuntime], Answer]") -> Answer:
    """What `run` answers; what the blocks have kept and published by then is stored.

    Raises BlockStateChanged where others were faster each time.
    """
    try:
        return _run_once(work, run)
    except BlockStateChanged:
        pass
    with _queue_for(work.unit_id):
        give_up_at = monotonic() + QUEUE_SECONDS
        while monotonic() < give_up_at:  # whoever is faster is done, so this one's turn comes
            with suppress(BlockStateChanged):
                return _run_once(work, run)
    raise BlockStateChanged()


def _run_once(work: Frame, run: "Callable[[BlockRuntime], Answer]") -> Answer:
    runtime = work.opened(db.session())
    runtime.state.open_key()
    db.session().rollback()  # a block that hangs keeps no connection from others
    answer = run(runtime)
    if runtime.state.has_changes or runtime.events:
        with transaction() as session:
            work.store(session, runtime)
    return answer


@contextmanager
def _queue_for(unit_id: "UUID") -> "Iterator[None]":
    """One after another in this process; one that takes too long is not waited for."""
    queue = _queues[unit_id.int % len(_queues)]
    is_ours = queue.acquire(timeout=QUEUE_SECONDS)
    try:
        yield
    finally:
        if is_ours:
            queue.release()
