"""What people type is sealed with their key before it is logged: the log is never changed, and
erasure makes it unreadable all the same. Choices name options by id and stay as they are."""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.kernel.sealing.personal_keys import open_person_key
from lms.kernel.sealing.sealing import KeyDestroyed

TEXT, SEALED, ERASED = "text", "sealed", "erased"
Response = dict[str, Any] | None


def sealing_context(attempt_id: UUID, position: int) -> str:
    return f"response:{attempt_id}:{position}"


def encrypt_response(
    session: Session, response: Response, *, learner_id: UUID, attempt_id: UUID, position: int
) -> Response:
    """As the log keeps it."""
    if not response or not response.get(TEXT):
        return response
    key = open_person_key(session, learner_id)
    context = sealing_context(attempt_id, position)
    return {SEALED: b64encode(key.seal_json(response, context=context)).decode()}


def decrypt_response(
    session: Session, stored: Response, *, learner_id: UUID, attempt_id: UUID, position: int
) -> Response:
    """As it was given; `{"erased": True}` when nobody can read it any more."""
    if not stored or SEALED not in stored:
        return stored
    try:
        key = open_person_key(session, learner_id)
    except KeyDestroyed:
        return {ERASED: True}
    context = sealing_context(attempt_id, position)
    clear: dict[str, Any] = key.unseal_json(b64decode(stored[SEALED]), context=context)
    return clear


def without_text(session: Session, response: Response, *, learner_id: UUID) -> Response:
    """Told from other answers, yet guessed by nobody who lacks the key: for ids made of answers."""
    if not response or not response.get(TEXT):
        return response
    key = open_person_key(session, learner_id)
    return {SEALED: hmac.new(key.material, response[TEXT].encode(), sha256).hexdigest()}
