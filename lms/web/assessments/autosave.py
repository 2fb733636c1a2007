"""Takes answers from the page's script while they are given: JSON in, a receipt out."""

from typing import Any, Final
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

MAX_BODY_TOGETHER: Final = 64 * 1024
Json = dict[str, Any]


@bp.put("/attempts/<uuid:attempt_id>/responses/<uuid:response_id>")
def save_response(attempt_id: UUID, response_id: UUID) -> ResponseReturnValue:
    """Repeating a request is safe; the same id with another answer is a conflict."""
    sent = body_of_request(service.MAX_BODY)
    position, answer = service.read_answer(sent)
    return jsonify(stored(attempt_id, response_id, position, answer))


@bp.post("/attempts/<uuid:attempt_id>/responses")
def save_responses(attempt_id: UUID) -> ResponseReturnValue:
    """Answers that waited, in the order given, each taken by itself as by `save_response`.

    What there is no receipt of was not taken, nor what was given to the same question after it,
    which must not overtake it. Sent by itself it hears why.
    """
    sent = body_of_request(MAX_BODY_TOGETHER)
    receipts = []
    refused: set[int] = set()
    for response_id, position, answer in service.read_answers(sent):
        if position not in refused:
            try:
                receipts.append(stored(attempt_id, response_id, position, answer))
            except (ResponseRefused, ResponseIdTaken, TooManyResponses):
                refused.add(position)
    return jsonify(receipts=receipts)


def stored(attempt_id: UUID, response_id: UUID, position: int, answer: service.Answer) -> Json:
    """The receipt of one answer, stored. Raises what `service.save_response` raises."""
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


def body_of_request(max_bytes: int) -> Any:
    """None where it is no JSON, or JSON nested deeper than anybody's answer.

    Raises SignInRequired for somebody without a session, before anything is read.
    """
    if not has_session_key():
        raise SignInRequired
    if (request.content_length or 0) > max_bytes:
        raise RequestEntityTooLarge
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def receipt_text(receipt: service.Receipt) -> str:
    if receipt.is_late:
        return str(_("The test had already ended. Your answer is stored but does not count."))
    return str(_("Received: %(time)s", time=local_time(receipt.received_at)))
