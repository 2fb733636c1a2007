"""Takes answers from the page's script while they are given: JSON in, a receipt out."""

from typing import Any
from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from assessments import service
from lms.kernel.clock import utc_now
from lms.web.assessments.blueprint import bp
from lms.web.auth import SignInNeeded, has_session_key, transaction_of_person
from lms.web.times import local_time
from lms.web.translating import gettext as _


@bp.put("/attempts/<uuid:attempt_id>/responses/<uuid:response_id>")
def save_response(attempt_id: UUID, response_id: UUID) -> ResponseReturnValue:
    """Repeating a request is safe; the same id with another answer is a conflict."""
    if not has_session_key():
        raise SignInNeeded
    if (request.content_length or 0) > service.MAX_BODY:
        raise RequestEntityTooLarge
    position, answer = service.read_answer(body_of_request())
    with transaction_of_person() as (session, person_id):
        receipt = service.save_response(
            session,
            attempt_id=attempt_id,
            learner_id=person_id,
            position=position,
            response_id=response_id,
            response=answer,
            now=utc_now(),
        )
    return jsonify(
        response_id=str(receipt.response_id),
        position=receipt.position,
        sequence=receipt.sequence,
        received_at=receipt.received_at.isoformat(),
        state="late" if receipt.is_late else "received",
        text=receipt_text(receipt),
    )


def body_of_request() -> Any:
    """None where it is no JSON, or JSON nested deeper than anybody's answer."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def receipt_text(receipt: service.Receipt) -> str:
    if receipt.is_late:
        return str(_("The test had already ended. Your answer is kept, but it does not count."))
    return str(_("Received: %(time)s", time=local_time(receipt.received_at)))
