"""Takes in answers that came as a file, each as if from the network, with a line for each."""

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

MayCarry = Callable[[UUID], bool]  # may the answers of this learner be handed in by this carrier?


def import_answers(
    session: Session,
    content: bytes,
    *,
    carried_by: UUID | None,
    may_carry: MayCarry,
    now: datetime,
) -> UUID:
    """The id of the report. A file that cannot be read as a whole changes nothing.

    Raises what `assessments.queries.read_answers_file` raises.
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
    """Without place where nothing may be said about it."""
    if isinstance(answer, DamagedAnswer):
        return AnswerLine(None, None, "damaged")
    learner_id = assessments.queries.get_learner_id(session, answer.attempt_id)
    if learner_id is None or not may_carry(learner_id):
        return AnswerLine(None, None, "foreign")
    return _save_answer(session, answer, learner_id, now)


def _save_answer(
    session: Session, answer: ExportedAnswer, learner_id: UUID, now: datetime
) -> AnswerLine:
    """What is refused leaves nothing behind."""
    position: int | None = None
    status: Status = "refused"
    try:
        position, given = assessments.service.read_answer(_parse_body(answer.body))
        with session.begin_nested():
            receipt = assessments.service.save_response(
                session,
                attempt_id=answer.attempt_id,
                learner_id=learner_id,
                position=position,
                response_id=answer.response_id,
                response=given,
                now=now,
            )
        status = "duplicate" if receipt.is_known else "late" if receipt.is_late else "received"
    except errors.ResponseIdTaken:
        status = "conflict"
    except errors.TooManyResponses:
        status = "too-many"
    except (errors.ResponseRefused, errors.AttemptNotFound, KeyDestroyed):
        pass  # "refused", as set above
    return AnswerLine(answer.attempt_id, position, status)


def _parse_body(body: str) -> object:
    if len(body) > assessments.service.MAX_BODY:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
