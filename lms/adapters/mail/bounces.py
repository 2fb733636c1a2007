"""Reads what a mail server sends back where it could not deliver: a report as of RFC 3464.

Of the report only the status and the id of our message are used. What it quotes of the message is
not kept, and a text that merely looks like a report is none.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Final
from uuid import UUID

MAX_REPORT_SIZE: Final = 1024 * 1024  # bytes; reports quote a message of ours, which is small
OWN_MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>@\s]+>")
STATUS = re.compile(r"([45])\.(\d{1,3})\.(\d{1,3})")


@dataclass(frozen=True, slots=True)
class BouncedMessage:
    """Which message did not arrive, and the code of the reason, such as 5.1.1."""

    message_id: UUID
    status: str


def parse_bounce(data: bytes) -> BouncedMessage | None:
    """None where it is no report, tells of a delay only, or is about no message of ours."""
    if len(data) > MAX_REPORT_SIZE:
        return None
    report = message_from_bytes(data, policy=policy.default)
    kind = report.get_param("report-type", "")
    if report.get_content_type() != "multipart/report" or str(kind).lower() != "delivery-status":
        return None
    status, ours = None, None
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            status = status or _status(part)
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            ours = ours or _quoted_id(part)
    return BouncedMessage(ours, status) if ours and status else None


def _status(part: Message) -> str | None:
    """Of the first recipient that failed for good; a message of ours has one recipient."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, Message):
            continue
        if str(block.get("Action", "")).strip().lower() == "failed":
            found = STATUS.search(str(block.get("Status", "")))
            return found[0] if found else "5.0.0"
    return None


def _quoted_id(part: Message) -> UUID | None:
    if part.get_content_type() == "message/rfc822":
        quoted = part.get_payload(0)
        text = str(quoted.get("Message-ID", "")) if isinstance(quoted, Message) else ""
    else:
        content = part.get_payload(decode=True)  # headers are ASCII, whatever charset they name
        headers = content.decode("latin-1") if isinstance(content, bytes) else ""
        found = re.search(r"^Message-ID:\s*(\S+)", headers, re.IGNORECASE | re.MULTILINE)
        text = found[1] if found else ""
    ours = OWN_MESSAGE_ID.fullmatch(text.strip())
    return UUID(ours[1]) if ours else None
