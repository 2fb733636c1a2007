"""Calls a block's handler: what it keeps and publishes is stored in the same transaction."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
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
    """Which handler of a unit, and what was sent to it."""

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
    services: Mapping[str, Any],
    urls: BlockUrls,
    now: datetime,
) -> Response:
    """The handler's answer. Raises BlockStateChanged when another request was faster: try again.

    For our own blocks only: one by others would hold the transaction, and meet our services.
    """
    block_type = unit.page.units[unit.id].block_type
    if not host.is_own(block_type):
        raise HandlerNotFound(handler=call.handler)
    if host.has_wider_state(block_type):
        # Before what all share is read: of many who vote at once each finds the vote before.
        units.lock_lesson(session, unit.id)
    runtime = host.open_page(session, unit.page, viewer, services=services, urls=urls)
    response = host.call(runtime, unit.id, call.handler, call.request, call.suffix)
    store_results(session, runtime, unit, now=now)
    return response


def store_results(
    session: Session, runtime: BlockRuntime, unit: TargetUnit | None = None, *, now: datetime
) -> None:
    """What blocks have kept and published. Raises BlockStateChanged as `store_state` does.

    What `unit` has recorded already is not recorded again.
    """
    viewer = runtime.viewer
    store_state(session, runtime.state, person_id=viewer.person_id, now=now)
    counted_units = [e.unit.id for e in runtime.events if _record(session, viewer, e, unit, now)]
    if counted_units:
        update_grade(session, viewer.enrolment_id, unit_id=counted_units[-1], now=now)


def _record(
    session: Session, viewer: Viewer, event: Event, unit: TargetUnit | None, now: datetime
) -> bool:
    """Grades and completion count for the learner; of other events the log keeps the name."""
    count = parse_event(event.kind, event.data, person=viewer.person_id.hex)
    if count is None:
        facts = {"unit": str(event.unit.id), "block": event.unit.block_type}
        log.info("block-event", extra=facts | {"event_of_block": str(event.kind)[:80]})
        return False
    if unit is not None and unit.has_recorded(event.unit.id, count):
        return False
    progress.record_unit(
        session,
        enrolment_id=viewer.enrolment_id,
        unit_id=event.unit.id,
        completion=count.completion,
        grade=count.grade,
        now=now,
    )
    if count.grade is not None and event.unit.scenario_id is not None:
        _finish_scenario(session, viewer, event.unit.scenario_id, count.grade, now)
    return True


def _finish_scenario(
    session: Session,
    viewer: Viewer,
    scenario_id: UUID,
    grade: tuple[float, float],
    now: datetime,
) -> None:
    """A story publishes its grade at the end of a round."""
    score, most = int(grade[0]), int(grade[1])
    finish_scenario(
        session,
        person_id=viewer.person_id,
        enrolment_id=viewer.enrolment_id,
        scenario_id=scenario_id,
        score=max(0, min(score, most)),
        max_score=most,
        now=now,
    )
