"""Reads files of answers that a phone exported; a third person can neither read nor change them.

The file is `{"format", "version", "key", "ephemeral", "sealed"}`. `sealed` is encrypted to the
server's public key and holds `{"answers": [{"attempt", "id", "body", "mac"} ...]}`. A `mac` is
HMAC-SHA-256 over `attempt|id|body` with the key of the attempt, which only the page of its learner
receives.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import errors
from lms.kernel.ports import get_ports

FILE_FORMAT: Final = "payung-answers"
FILE_VERSION: Final = 1
MAX_FILE: Final = 1024 * 1024  # bytes
MAX_ANSWERS: Final = 500
KEY_PURPOSE: Final = b"answers in files"


@dataclass(frozen=True, slots=True)
class ExportedAnswer:
    """An authentic answer of a file; `body` is not validated yet."""

    attempt_id: UUID
    response_id: UUID
    body: str


@dataclass(frozen=True, slots=True)
class DamagedAnswer:
    """A malformed answer, or one whose `mac` is wrong."""


def get_attempt_key(session: Session, attempt_id: UUID) -> str:
    """Return the key of an attempt in base64url, for the page of its learner only."""
    return urlsafe_b64encode(_derive_attempt_key(session, attempt_id)).decode()


def read_answers_file(session: Session, content: bytes) -> list[ExportedAnswer | DamagedAnswer]:
    """Decrypt a file and return its answers in the order in which they were given.

    Raises AnswersFileTooLarge, AnswersFileFromOtherServer, AnswersFileVersionUnknown,
    AnswersFileKeyUnknown or AnswersFileDamaged.
    """
    if len(content) > MAX_FILE:
        raise errors.AnswersFileTooLarge(kilobytes=MAX_FILE // 1024)
    envelope = _envelope(content)
    keys = get_ports(session).answer_keys
    if not keys.has(envelope["key"]):
        raise errors.AnswersFileKeyUnknown()
    decrypted = keys.unseal(
        envelope["key"], _decode_base64(envelope["ephemeral"]), _decode_base64(envelope["sealed"])
    )
    payload = _parse_json(decrypted) if decrypted is not None else None
    answers = payload.get("answers") if isinstance(payload, dict) else None
    if not isinstance(answers, list):
        raise errors.AnswersFileDamaged()
    if len(answers) > MAX_ANSWERS:
        raise errors.AnswersFileTooLarge(kilobytes=MAX_FILE // 1024)
    return [_read_answer(session, entry) for entry in answers]


def _envelope(content: bytes) -> dict[str, str]:
    envelope = _parse_json(content)
    if not isinstance(envelope, dict) or envelope.get("format") != FILE_FORMAT:
        raise errors.AnswersFileFromOtherServer()
    if envelope.get("version") != FILE_VERSION:
        raise errors.AnswersFileVersionUnknown(version=ascii(envelope.get("version"))[:20])
    fields = {name: envelope.get(name) for name in ("key", "ephemeral", "sealed")}
    if not all(isinstance(value, str) for value in fields.values()):
        raise errors.AnswersFileDamaged()
    return {name: str(value) for name, value in fields.items()}


def _read_answer(session: Session, entry: object) -> ExportedAnswer | DamagedAnswer:
    names = ("attempt", "id", "body", "mac")
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), str) for n in names):
        return DamagedAnswer()
    attempt, identity, body, mac = (str(entry[name]) for name in names)
    try:
        attempt_id, response_id = UUID(attempt), UUID(identity)
    except ValueError:
        return DamagedAnswer()
    authenticated = f"{attempt}|{identity}|{body}".encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(
        hmac.new(_derive_attempt_key(session, attempt_id), authenticated, sha256).digest(),
        _decode_base64(mac),
    ):
        return DamagedAnswer()
    return ExportedAnswer(attempt_id, response_id, body)


def _derive_attempt_key(session: Session, attempt_id: UUID) -> bytes:
    purpose = get_ports(session).server_key.derive(KEY_PURPOSE)
    return hmac.new(purpose, attempt_id.bytes, sha256).digest()


def _parse_json(content: bytes) -> object:
    """Return the JSON value of a text; None for malformed JSON."""
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value


def _decode_base64(text: str) -> bytes:
    """Decode base64url; empty for malformed text, which then fails to decrypt or verify."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
