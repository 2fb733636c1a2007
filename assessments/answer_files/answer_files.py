"""Reads files of answers that a phone exported; a third person can neither read nor change them.

The file holds `{"answers": [{"attempt", "id", "body", "mac"} ...]}`, sealed to the server's public
key (`lms.kernel.sealing.sealed_files`). A `mac` is HMAC-SHA-256 over `attempt|id|body` with the key
of the attempt, which only the page of its learner receives.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import errors
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealed_files import (
    SealedFileKind,
    decode_base64,
    open_sealed_file,
    parse_json,
)

MAX_FILE: Final = 1024 * 1024  # bytes
MAX_ANSWERS: Final = 500
KEY_PURPOSE: Final = b"answers in files"
ANSWERS_FILE: Final = SealedFileKind(
    "payung-answers",
    version=1,
    max_bytes=MAX_FILE,
    foreign=errors.AnswersFileFromOtherServer,
    version_unknown=errors.AnswersFileVersionUnknown,
    key_unknown=errors.AnswersFileKeyUnknown,
    damaged=errors.AnswersFileDamaged,
    too_large=errors.AnswersFileTooLarge,
)


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
    payload = parse_json(open_sealed_file(session, content, ANSWERS_FILE))
    answers = payload.get("answers") if isinstance(payload, dict) else None
    if not isinstance(answers, list):
        raise errors.AnswersFileDamaged()
    if len(answers) > MAX_ANSWERS:
        raise errors.AnswersFileTooLarge(kilobytes=MAX_FILE // 1024)
    return [_read_answer(session, entry) for entry in answers]


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
        decode_base64(mac),
    ):
        return DamagedAnswer()
    return ExportedAnswer(attempt_id, response_id, body)


def _derive_attempt_key(session: Session, attempt_id: UUID) -> bytes:
    purpose = get_ports(session).server_key.derive(KEY_PURPOSE)
    return hmac.new(purpose, attempt_id.bytes, sha256).digest()
