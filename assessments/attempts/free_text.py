"""Encrypts typed answers with the learner's key before they are logged.

The log is append-only; erasure of the key makes typed answers unreadable. Choices name options by
id and are not encrypted.
"""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.items.types import values
from lms.kernel.sealing.personal_keys import open_person_key
from lms.kernel.sealing.sealing import KeyDestroyed

TEXT, SEALED, ERASED = "text", "sealed", "erased"
Response = values.Response | None


def sealing_context(attempt_id: UUID, position: int) -> str:
    """Return the context that binds a sealed answer to its slot."""
    return f"response:{attempt_id}:{position}"


def encrypt_response(
    session: Session, response: Response, *, learner_id: UUID, attempt_id: UUID, position: int
) -> Response:
    """Return the response as the log stores it."""
    if not response or not response.get(TEXT):
        return response
    key = open_person_key(session, learner_id)
    context = sealing_context(attempt_id, position)
    return {SEALED: b64encode(key.seal_json(response, context=context)).decode()}


def decrypt_response(
    session: Session, stored: Response, *, learner_id: UUID, attempt_id: UUID, position: int
) -> Response:
    """Return the response as it was given; `{"erased": True}` after erasure of the key."""
    if not stored or SEALED not in stored:
        return stored
    try:
        key = open_person_key(session, learner_id)
    except KeyDestroyed:
        return {ERASED: True}
    context = sealing_context(attempt_id, position)
    clear: values.Response = key.unseal_json(b64decode(stored[SEALED]), context=context)
    return clear


def pseudonymised(session: Session, response: Response, *, learner_id: UUID) -> Response:
    """Replace typed text by a keyed hash, for ids that are derived from answers.

    Equal texts give equal hashes; without the key the text cannot be guessed.
    """
    if not response or not response.get(TEXT):
        return response
    key = open_person_key(session, learner_id)
    return {SEALED: hmac.new(key.material, response[TEXT].encode(), sha256).hexdigest()}
