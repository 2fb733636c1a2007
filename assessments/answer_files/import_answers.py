"""Imports answers from a file, each as if it came over the network, and reports on each."""

import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.queries
import assessments.service
from assessments import errors
from assessments.queries import AnswerLine, DamagedAnswer, ExportedAnswer, Status
from lms.kernel import audit
from lms.kernel.sealing.sealing import KeyDestroyed

MayCarry = Callable[[UUID], bool]  # whether the carrier may submit answers of this learner


def import_answers(
    session: Session,
    content: bytes,
    *,
    carried_by: UUID | None,
    may_carry: MayCarry,
    now: datetime,
) -> UUID:
    """Import the answers of a file and return the id of the report.

    An unreadable file changes nothing. Raises what `assessments.queries.read_answers_file` raises.
    """
    lines = [
        _import_answer(session, answer, may_carry, now)
        for answer in assessments.queries.read_answers_file(session, content)
    ]
    import_id = assessments.service.record_import(session, lines, carried_by=carried_by, now=now)
    audit.record(
        session,
        action="answers.imported",
        actor_id=carried_by,
        subject_type="answer-import",
        subject_id=import_id,
        now=now,
        details={"answers": len(lines)},
    )
    return import_id


def _import_answer(
    session: Session, answer: ExportedAnswer | DamagedAnswer, may_carry: MayCarry, now: datetime
) -> AnswerLine:
    """Import one answer. The line has no attempt if the carrier may not learn of it."""
    if isinstance(answer, DamagedAnswer):
        return AnswerLine(None, None, "damaged")
    learner_id = assessments.queries.get_learner_id(session, answer.attempt_id)
    if learner_id is None or not may_carry(learner_id):
        return AnswerLine(None, None, "foreign")
    return _save_answer(session, answer, learner_id, now)


def _save_answer(
    session: Session, answer: ExportedAnswer, learner_id: UUID, now: datetime
) -> AnswerLine:
    """Save an answer in a savepoint: a rejected answer leaves no rows."""
    position: int | None = None
    status: Status = "refused"
    try:
        position, response = assessments.service.read_answer(_parse_body(answer.body))
        with session.begin_nested():
            receipt = assessments.service.save_response(
                session,
                attempt_id=answer.attempt_id,
                learner_id=learner_id,
                position=position,
                response_id=answer.response_id,
                response=response,
                now=now,
            )
        status = "duplicate" if receipt.is_known else "late" if receipt.is_late else "received"
    except errors.ResponseIdTaken:
        status = "conflict"
    except errors.TooManyResponses:
        status = "too-many"
    except (errors.ResponseRefused, errors.AttemptNotFound, KeyDestroyed):
        pass  # status stays "refused"
    return AnswerLine(answer.attempt_id, position, status)


def _parse_body(body: str) -> object:
    if len(body) > assessments.service.MAX_BODY:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
