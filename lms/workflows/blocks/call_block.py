"""Calls handlers of our own blocks, and stores fields and progress in the same transaction."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from webob import Request, Response

from courses.block_host.errors import HandlerNotFound
from courses.block_host.runtime.events import parse_event
from courses.block_host.runtime.host import BlockHost
from courses.block_host.runtime.runtime import BlockRuntime, BlockUrls, Event
from courses.block_host.runtime.target_unit import TargetUnit
from courses.block_host.runtime.viewer import Viewer
from courses.block_host.state import queries as units
from courses.block_host.state.service import store_state
from courses.progress import service as progress
from lms.workflows.completion.finish_lesson import finish_scenario
from lms.workflows.completion.recalculate_grades import update_grade

log = logging.getLogger("payung.blocks")


@dataclass(frozen=True, slots=True)
class BlockCall:
    """Handler, suffix and request of a call."""

    handler: str
    suffix: str
    request: Request


def call_block(
    session: Session,
    host: BlockHost,
    viewer: Viewer,
    unit: TargetUnit,
    call: BlockCall,
    *,
    services: Mapping[str, object],
    urls: BlockUrls,
    now: datetime,
) -> Response:
    """Call a handler of one of our own blocks and return its response.

    Third-party blocks are refused: they would hold the transaction and get our services. Raises
    HandlerNotFound, and BlockStateChanged if a concurrent request was faster; callers retry.
    """
    block_type = unit.page.units[unit.id].block_type
    if not host.is_own(block_type):
        raise HandlerNotFound(handler=call.handler)
    if host.has_wider_state(block_type):
        # Locked before shared fields are read, so that concurrent votes are counted in turn.
        units.lock_lesson(session, unit.id)
    runtime = host.open_page(session, unit.page, viewer, services=services, urls=urls)
    response = host.call(runtime, unit.id, call.handler, call.request, call.suffix)
    store_results(session, runtime, unit, now=now)
    return response


def store_results(
    session: Session, runtime: BlockRuntime, unit: TargetUnit | None = None, *, now: datetime
) -> None:
    """Store changed fields and published progress of the runtime.

    Progress that `unit` has recorded already is skipped. Raises what `store_state` raises.
    """
    viewer = runtime.viewer
    store_state(session, runtime.state, person_id=viewer.person_id, now=now)
    recorded = [
        event.unit.id for event in runtime.events if _record(session, viewer, event, unit, now)
    ]
    if recorded:
        update_grade(session, viewer.enrolment_id, unit_id=recorded[-1], now=now)


def _record(
    session: Session, viewer: Viewer, event: Event, unit: TargetUnit | None, now: datetime
) -> bool:
    """Record grade or completion; log other events by name. True if anything was recorded."""
    update = parse_event(event.kind, event.data, person=viewer.person_id.hex)
    if update is None:
        facts = {"unit": str(event.unit.id), "block": event.unit.block_type}
        log.info("block-event", extra=facts | {"event_of_block": str(event.kind)[:80]})
        return False
    if unit is not None and unit.has_recorded(event.unit.id, update):
        return False
    progress.record_unit(
        session,
        enrolment_id=viewer.enrolment_id,
        unit_id=event.unit.id,
        completion=update.completion,
        grade=update.grade,
        now=now,
    )
    if update.grade is not None and event.unit.scenario_id is not None:
        _finish_scenario(session, viewer, event.unit.scenario_id, update.grade, now)
    return True


def _finish_scenario(
    session: Session,
    viewer: Viewer,
    scenario_id: UUID,
    grade: tuple[float, float],
    now: datetime,
) -> None:
    """Record the score of a scenario, which publishes its grade at the end of a round."""
    score, max_score = int(grade[0]), int(grade[1])
    finish_scenario(
        session,
        person_id=viewer.person_id,
        enrolment_id=viewer.enrolment_id,
        scenario_id=scenario_id,
        score=max(0, min(score, max_score)),
        max_score=max_score,
        now=now,
    )
