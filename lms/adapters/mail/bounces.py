"""Parses delivery status notifications of mail servers (RFC 3464).

Only the status and the id of our message are used; quoted text is discarded.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Final
from uuid import UUID

MAX_REPORT_SIZE: Final = 1024 * 1024  # bytes
OWN_MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>@\s]+>")
STATUS = re.compile(r"([45])\.(\d{1,3})\.(\d{1,3})")


@dataclass(frozen=True, slots=True)
class BouncedMessage:
    """A message that was not delivered, with the status code, such as 5.1.1."""

    message_id: UUID
    status: str


def parse_bounce(data: bytes) -> BouncedMessage | None:
    """Return None for other mail, reports of a delay, and messages that are not ours."""
    if len(data) > MAX_REPORT_SIZE:
        return None
    report = message_from_bytes(data, policy=policy.default)
    kind = report.get_param("report-type", "")
    if report.get_content_type() != "multipart/report" or str(kind).lower() != "delivery-status":
        return None
    status, message_id = None, None
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            status = status or _status(part)
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            message_id = message_id or _quoted_id(part)
    return BouncedMessage(message_id, status) if message_id and status else None


def _status(part: Message) -> str | None:
    """Return the status of the first failed recipient; our messages have one recipient."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, Message):
            continue
        if str(block.get("Action", "")).strip().lower() == "failed":
            match = STATUS.search(str(block.get("Status", "")))
            return match[0] if match else "5.0.0"
    return None


def _quoted_id(part: Message) -> UUID | None:
    if part.get_content_type() == "message/rfc822":
        quoted = part.get_payload(0)
        text = str(quoted.get("Message-ID", "")) if isinstance(quoted, Message) else ""
    else:
        content = part.get_payload(decode=True)  # headers are ASCII, whatever charset they name
        headers = content.decode("latin-1") if isinstance(content, bytes) else ""
        match = re.search(r"^Message-ID:\s*(\S+)", headers, re.IGNORECASE | re.MULTILINE)
        text = match[1] if match else ""
    match = OWN_MESSAGE_ID.fullmatch(text.strip())
    return UUID(match[1]) if match else None
