"""Operations on own attempts: list, start, show, answer, submit, result.

They use the services of the pages, so an attempt can be continued there.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from assessments import queries, service
from assessments.errors import AttemptNotFound, ResponseRefused
from lms.api.v1.blueprint import bp
from lms.api.v1.idempotent_writes import idempotency_key, write_idempotently
from lms.api.v1.learning.attempt_responses import attempt_facts, attempt_line, result_facts
from lms.api.v1.learning.attempt_schemas import (
    AnswerReceipt,
    AnswersReceived,
    AnswersSent,
    AttemptFacts,
    AttemptList,
    AttemptWanted,
    NoContent,
    ResultFacts,
)
from lms.api.v1.learning.enrolments import READ, WRITE, own_course
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.pages import cut_page, next_link
from lms.api.v1.schemas import PageQuery
from lms.extensions import db
from lms.web.texts.language import current_language
from lms.workflows.attempts.take_assessment import finish_attempt
from lms.workflows.attempts.take_assessment import start_attempt as start

NOT_FOUND: Final = (HTTPStatus.NOT_FOUND,)
WRITE_STATUSES: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


@bp.get("/me/enrolments/<uuid:enrolment_id>/attempts")
@Operation(
    "List your attempts",
    AttemptList,
    scope=READ,
    query=PageQuery,
    is_paged=True,
    error_statuses=NOT_FOUND,
)
def own_attempts(call: Call, enrolment_id: UUID) -> ApiResponse:
    """All attempts at the tests of a course version, with results that may be seen now."""
    session = db.session()
    course = own_course(session, call.person_id, enrolment_id)
    attempts = queries.list_attempts(
        session, learner_id=call.person_id, context_id=course.course_version_id
    )
    shown, next_cursor = cut_page(attempts, call.query, lambda attempt: attempt.id)
    page = AttemptList(
        attempts=[attempt_line(attempt) for attempt in shown], next_cursor=next_cursor
    )
    link = next_link("api.own_attempts", call.query, next_cursor, enrolment_id=enrolment_id)
    return ApiResponse(page, headers=link)


@bp.post("/me/enrolments/<uuid:enrolment_id>/attempts")
@Operation(
    "Start a test",
    AttemptFacts,
    scope=WRITE,
    body=AttemptWanted,
    is_write=True,
    error_statuses=WRITE_STATUSES,
)
def start_attempt(call: Call, enrolment_id: UUID) -> ApiResponse:
    """Starts an attempt, or returns the open one. The rules of the pages decide when a test is
    open and how often it may be taken."""

    def begin(session: Session) -> AttemptFacts:
        attempt_id = start(
            session,
            person_id=call.person_id,
            enrolment_id=enrolment_id,
            purpose=call.body.task,
            now=call.now,
        )
        session.flush()
        return _attempt(session, call, attempt_id)

    def restore(stored: str) -> AttemptFacts:
        attempt_id = UUID(AttemptFacts.model_validate_json(stored).id)
        return _attempt(db.session(), call, attempt_id)

    return write_idempotently(
        call, "start_attempt", begin, redact=_without_questions, restore=restore
    )


@bp.get("/me/attempts/<uuid:attempt_id>")
@Operation("Show an attempt", AttemptFacts, scope=READ, error_statuses=NOT_FOUND)
def own_attempt(call: Call, attempt_id: UUID) -> ApiResponse:
    """Its questions with the current answers, while it is open. Attempts of other people and
    unknown ones get the same answer."""
    return ApiResponse(_attempt(db.session(), call, attempt_id))


@bp.post("/me/attempts/<uuid:attempt_id>/answers")
@Operation(
    "Save answers",
    AnswersReceived,
    scope=WRITE,
    body=AnswersSent,
    is_write=True,
    error_statuses=WRITE_STATUSES,
)
def save_answers(call: Call, attempt_id: UUID) -> ApiResponse:
    """Stores all answers, or none if one of them does not fit its question. The last answer to a
    question counts. Answers after the end are stored as late and do not count."""
    sent: AnswersSent = call.body

    def save(session: Session) -> AnswersReceived:
        receipts = _save(session, call, attempt_id, sent)
        return AnswersReceived(
            receipts=[
                AnswerReceipt(
                    position=receipt.position,
                    received_at=receipt.received_at,
                    is_late=receipt.is_late,
                )
                for receipt in receipts
            ]
        )

    return write_idempotently(call, "save_answers", save)


@bp.post("/me/attempts/<uuid:attempt_id>/submission")
@Operation(
    "Submit an attempt",
    ResultFacts,
    scope=WRITE,
    body=NoContent,
    is_write=True,
    error_statuses=WRITE_STATUSES,
)
def submit_attempt(call: Call, attempt_id: UUID) -> ApiResponse:
    """Ends the attempt and returns its result. A submitted attempt does not change. The last thing
    that a certificate asks for issues it."""

    def submit(session: Session) -> ResultFacts:
        finish_attempt(session, attempt_id, person_id=call.person_id, now=call.now)
        session.flush()
        return _result(session, call, attempt_id)

    return write_idempotently(call, "submit_attempt", submit)


@bp.get("/me/attempts/<uuid:attempt_id>/result")
@Operation("Show a result", ResultFacts, scope=READ, error_statuses=WRITE_STATUSES)
def own_result(call: Call, attempt_id: UUID) -> ApiResponse:
    """The result of a submitted attempt, as on its page: never which question was right."""
    return ApiResponse(_result(db.session(), call, attempt_id))


def _attempt(session: Session, call: Call, attempt_id: UUID) -> AttemptFacts:
    """Raises AttemptNotFound, also for practice, which pages alone offer."""
    attempt = queries.get_attempt_scale(
        session, attempt_id, learner_id=call.person_id, language=current_language()
    )
    if attempt.map.task == "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    return attempt_facts(attempt, call.now)


def _result(session: Session, call: Call, attempt_id: UUID) -> ResultFacts:
    return result_facts(queries.get_attempt_result(session, attempt_id, learner_id=call.person_id))


def _without_questions(facts: AttemptFacts) -> AttemptFacts:
    """Remove the questions, which are stored with their items only."""
    return facts.model_copy(update={"questions": []})


def _save(
    session: Session, call: Call, attempt_id: UUID, sent: AnswersSent
) -> Sequence[service.Receipt]:
    """Save each answer under an id derived from the idempotency key and its place in the body."""
    _require_known_fields(session, call, attempt_id, sent)
    key = f"{call.program.token_id} {idempotency_key()}"
    return [
        service.save_response(
            session,
            attempt_id=attempt_id,
            learner_id=call.person_id,
            position=answer.position,
            response_id=uuid5(attempt_id, f"{key} {call.now.isoformat()} {number}"),
            response=service.Answer(answer.fields, answer.is_flagged),
            now=call.now,
        )
        for number, answer in enumerate(sent.answers)
    ]


def _require_known_fields(
    session: Session, call: Call, attempt_id: UUID, sent: AnswersSent
) -> None:
    """Reject names of no control: item types ignore them, and would store an answer as empty.

    Raises ResponseRefused, or AttemptNotFound.
    """
    attempt = queries.get_attempt_scale(
        session, attempt_id, learner_id=call.person_id, language=current_language()
    )
    names = {item.position: {control.name for control in item.controls} for item in attempt.items}
    for answer in sent.answers:
        if answer.position in names and not names[answer.position].issuperset(answer.fields):
            raise ResponseRefused(position=answer.position)
