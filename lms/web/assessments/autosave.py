"""Saves answers that the script of a page sends: JSON requests, receipts in reply."""

from typing import Final, TypedDict
from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from assessments import service
from assessments.errors import ResponseIdTaken, ResponseRefused, TooManyResponses
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignInRequired, has_session_key, person_transaction
from lms.web.assessments.blueprint import bp
from lms.web.texts.times import local_time
from lms.web.texts.translation import gettext as _

MAX_BATCH_BODY: Final = 64 * 1024  # bytes


class ReceiptJson(TypedDict):
    """A receipt in a reply; `sequence` is null for a late answer."""

    response_id: str
    sequence: int | None
    state: str  # received or late
    text: str


@bp.put("/attempts/<uuid:attempt_id>/responses/<uuid:response_id>")
def save_response(attempt_id: UUID, response_id: UUID) -> ResponseReturnValue:
    """Save an answer. Idempotent; the same id with another answer is a conflict."""
    sent = body_of_request(service.MAX_BODY)
    position, answer = service.read_answer(sent)
    return jsonify(stored(attempt_id, response_id, position, answer))


@bp.post("/attempts/<uuid:attempt_id>/responses")
def save_responses(attempt_id: UUID) -> ResponseReturnValue:
    """Save queued answers in the order given, each on its own as by `save_response`.

    An answer without a receipt was not saved, nor were later answers to the same question, which
    must not overtake it. Sent on its own it gets the reason.
    """
    sent = body_of_request(MAX_BATCH_BODY)
    receipts = []
    rejected: set[int] = set()
    for response_id, position, answer in service.read_answers(sent):
        if position not in rejected:
            try:
                receipts.append(stored(attempt_id, response_id, position, answer))
            except (ResponseRefused, ResponseIdTaken, TooManyResponses):
                rejected.add(position)
    return jsonify(receipts=receipts)


def stored(
    attempt_id: UUID, response_id: UUID, position: int, answer: service.Answer
) -> ReceiptJson:
    """Save an answer and return its receipt. Raises as `service.save_response`."""
    with person_transaction() as (session, person_id):
        receipt = service.save_response(
            session,
            attempt_id=attempt_id,
            learner_id=person_id,
            position=position,
            response_id=response_id,
            response=answer,
            now=utc_now(),
        )
    return {
        "response_id": str(receipt.response_id),
        "sequence": receipt.sequence,
        "state": "late" if receipt.is_late else "received",
        "text": receipt_text(receipt),
    }


def body_of_request(max_bytes: int) -> object:
    """Return the JSON body; None for malformed or too deeply nested JSON.

    Raises SignInRequired without a session, before anything is read.
    """
    if not has_session_key():
        raise SignInRequired
    if (request.content_length or 0) > max_bytes:
        raise RequestEntityTooLarge
    try:
        body: object = request.get_json(silent=True)
    except RecursionError:
        return None
    return body


def receipt_text(receipt: service.Receipt) -> str:
    """Return the text of a receipt in the language of the learner."""
    if receipt.is_late:
        return str(_("The test had already ended. Your answer is stored but does not count."))
    return str(_("Received: %(time)s", time=local_time(receipt.received_at)))
