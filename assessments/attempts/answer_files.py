"""Answers that a phone gives out as a file: who may have carried it neither reads nor changes them.

Outside stands `{"format", "version", "key", "ephemeral", "sealed"}`; sealed to the server's public
key is `{"answers": [{"attempt", "id", "body", "mac"} ...]}`. A `mac` is HMAC-SHA-256 over
`attempt|id|body` with the key of the attempt, which only the page of its learner was given.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import errors
from lms.kernel.ports import get_ports

FORMAT: Final = "payung-answers"
VERSION: Final = 1
MAX_FILE: Final = 1024 * 1024
MAX_ANSWERS: Final = 500
PURPOSE: Final = b"answers in files"


@dataclass(frozen=True, slots=True)
class ExportedAnswer:
    """One answer of a file, as it stands there: what it says is not checked yet."""

    attempt_id: UUID
    response_id: UUID
    body: str


@dataclass(frozen=True, slots=True)
class DamagedAnswer:
    """One whose mark does not fit it, or that is none."""


def attempt_key(session: Session, attempt_id: UUID) -> str:
    """For the page of the learner, in base64url: what it marks with it, nobody else can have."""
    return urlsafe_b64encode(_key(session, attempt_id)).decode()


def read_answers_file(session: Session, content: bytes) -> list[ExportedAnswer | DamagedAnswer]:
    """In the order in which they were given.

    Raises AnswersFileTooLarge, AnswersFileFromOtherServer, AnswersFileVersionUnknown,
    AnswersFileKeyUnknown or AnswersFileDamaged.
    """
    if len(content) > MAX_FILE:
        raise errors.AnswersFileTooLarge(kilobytes=MAX_FILE // 1024)
    outside = _outside(content)
    keys = get_ports(session).answer_keys
    if not keys.has(outside["key"]):
        raise errors.AnswersFileKeyUnknown()
    inside = keys.unseal(outside["key"], _bytes(outside["ephemeral"]), _bytes(outside["sealed"]))
    listed = _parsed(inside) if inside is not None else None
    answers = listed.get("answers") if isinstance(listed, dict) else None
    if not isinstance(answers, list):
        raise errors.AnswersFileDamaged()
    if len(answers) > MAX_ANSWERS:
        raise errors.AnswersFileTooLarge(kilobytes=MAX_FILE // 1024)
    return [_answer(session, entry) for entry in answers]


def _outside(content: bytes) -> dict[str, str]:
    outside = _parsed(content)
    if not isinstance(outside, dict) or outside.get("format") != FORMAT:
        raise errors.AnswersFileFromOtherServer()
    if outside.get("version") != VERSION:
        raise errors.AnswersFileVersionUnknown(version=ascii(outside.get("version"))[:20])
    named = {name: outside.get(name) for name in ("key", "ephemeral", "sealed")}
    if not all(isinstance(value, str) for value in named.values()):
        raise errors.AnswersFileDamaged()
    return {name: str(value) for name, value in named.items()}


def _answer(session: Session, entry: Any) -> ExportedAnswer | DamagedAnswer:
    names = ("attempt", "id", "body", "mac")
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), str) for n in names):
        return DamagedAnswer()
    attempt, identity, body, mac = (str(entry[name]) for name in names)
    try:
        attempt_id, response_id = UUID(attempt), UUID(identity)
    except ValueError:
        return DamagedAnswer()
    marked = f"{attempt}|{identity}|{body}".encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(
        hmac.new(_key(session, attempt_id), marked, sha256).digest(), _bytes(mac)
    ):
        return DamagedAnswer()
    return ExportedAnswer(attempt_id, response_id, body)


def _key(session: Session, attempt_id: UUID) -> bytes:
    purpose = get_ports(session).server_key.derive(PURPOSE)
    return hmac.new(purpose, attempt_id.bytes, sha256).digest()


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _bytes(text: str) -> bytes:
    """Nothing for what is no base64url: it then opens nothing and marks nothing."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
