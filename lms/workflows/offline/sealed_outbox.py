"""Reads outboxes that phones export as files; who carries one can neither read nor change it.

What is sealed (`lms.kernel.sealing.sealed_files`) is 32 bytes of HMAC-SHA-256, then the UTF-8 JSON
that they authenticate: `{"person", "entries"}`, with entries as `POST /sync` takes them. The key of
the HMAC is derived for each person and comes with the state of their kept course.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from lms.kernel.errors import Invalid
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealed_files import SealedFileKind, open_sealed_file, parse_json
from lms.workflows.offline.entries import Entry, MalformedEntries, read_entries

MAX_FILE: Final = 1024 * 1024  # bytes
MAX_ENTRIES: Final = 500
MAC_SIZE: Final = 32
KEY_PURPOSE: Final = b"outboxes in files"


class OutboxFileMissing(Invalid):
    """No file was sent."""

    code = "outbox-file-missing"


class OutboxFileForeign(Invalid):
    """The file is not an outbox of this program."""

    code = "outbox-file-foreign"


class OutboxFileVersionUnknown(Invalid):
    """The version of the file's format is unknown."""

    code = "outbox-file-version-unknown"


class OutboxFileKeyUnknown(Invalid):
    """The file is sealed to a key of another installation, or to a deleted one."""

    code = "outbox-file-key-unknown"


class OutboxFileDamaged(Invalid):
    """The file was changed or truncated, or was not made by a phone of the person it names."""

    code = "outbox-file-damaged"


class OutboxFileTooLarge(Invalid):
    """The file has too many bytes or entries."""

    code = "outbox-file-too-large"


OUTBOX_FILE: Final = SealedFileKind(
    "payung-outbox",
    version=1,
    max_bytes=MAX_FILE,
    foreign=OutboxFileForeign,
    version_unknown=OutboxFileVersionUnknown,
    key_unknown=OutboxFileKeyUnknown,
    damaged=OutboxFileDamaged,
    too_large=OutboxFileTooLarge,
)


@dataclass(frozen=True, slots=True)
class OutboxFile:
    """The authentic outbox of a person. `unreadable` entries are none that this server knows."""

    person_id: UUID
    entries: tuple[Entry, ...]
    unreadable: int


def sealing_facts(session: Session, person_id: UUID) -> dict[str, str]:
    """Return what a phone needs to seal an outbox: the public key with its id, and the secret of
    the person, for a page of their own only."""
    public = get_ports(session).answer_keys.public
    return {
        "key": f"{public.kid}.{_base64(public.point)}",
        "secret": _base64(_secret(session, person_id)),
    }


def read_outbox_file(session: Session, content: bytes) -> OutboxFile:
    """Open a file and verify that a phone of the person it names has made it.

    Raises OutboxFileTooLarge, OutboxFileForeign, OutboxFileVersionUnknown, OutboxFileKeyUnknown or
    OutboxFileDamaged.
    """
    opened = open_sealed_file(session, content, OUTBOX_FILE)
    mac, text = opened[:MAC_SIZE], opened[MAC_SIZE:]
    outbox = parse_json(text)
    listed = outbox.get("entries") if isinstance(outbox, dict) else None
    person_id = _uuid(outbox.get("person")) if isinstance(outbox, dict) else None
    if person_id is None or not isinstance(listed, list):
        raise OutboxFileDamaged
    if not hmac.compare_digest(_mac(session, person_id, text), mac):
        raise OutboxFileDamaged
    if len(listed) > MAX_ENTRIES:
        raise OutboxFileTooLarge(kilobytes=MAX_FILE // 1024)
    entries = [_entry(entry, person_id) for entry in listed]
    readable = tuple(entry for entry in entries if entry is not None)
    return OutboxFile(person_id, readable, len(entries) - len(readable))


def _entry(entry: object, person_id: UUID) -> Entry | None:
    """One at a time: an entry that a newer page has written does not reject the others."""
    try:
        (read,) = read_entries({"person": str(person_id), "entries": [entry]}, person_id=person_id)
    except MalformedEntries:
        return None
    return read


def _secret(session: Session, person_id: UUID) -> bytes:
    purpose = get_ports(session).server_key.derive(KEY_PURPOSE)
    return hmac.digest(purpose, person_id.bytes, "sha256")


def _mac(session: Session, person_id: UUID, text: bytes) -> bytes:
    return hmac.digest(_secret(session, person_id), OUTBOX_FILE.label + text, "sha256")


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _base64(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
