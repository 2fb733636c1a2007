"""Opens files that phones seal to this server; carriers can neither read nor change them.

A file is `{"format", "version", "key", "ephemeral", "sealed"}`. `sealed` is encrypted to the public
key with the id `key`; format and version are authenticated with it.
"""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lms.kernel.errors import Invalid
from lms.kernel.ports import get_ports

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class SealedFileKind:
    """A format, and the errors of files that cannot be opened."""

    file_format: str
    version: int
    max_bytes: int
    foreign: type[Invalid]  # not this format
    version_unknown: type[Invalid]
    key_unknown: type[Invalid]  # of another server, or deleted
    damaged: type[Invalid]
    too_large: type[Invalid]

    @property
    def label(self) -> bytes:
        return f"{self.file_format} {self.version}|".encode()


def open_sealed_file(session: "Session", content: bytes, kind: SealedFileKind) -> bytes:
    """Return what was sealed. Raises the errors of the kind."""
    if len(content) > kind.max_bytes:
        raise kind.too_large(kilobytes=kind.max_bytes // 1024)
    envelope = _envelope(content, kind)
    keys = get_ports(session).answer_keys
    if not keys.has(envelope["key"]):
        raise kind.key_unknown()
    opened = keys.unseal(
        envelope["key"],
        decode_base64(envelope["ephemeral"]),
        decode_base64(envelope["sealed"]),
        label=kind.label,
    )
    if opened is None:
        raise kind.damaged()
    return opened


def _envelope(content: bytes, kind: SealedFileKind) -> dict[str, str]:
    envelope = parse_json(content)
    if not isinstance(envelope, dict) or envelope.get("format") != kind.file_format:
        raise kind.foreign()
    if envelope.get("version") != kind.version:
        raise kind.version_unknown(version=ascii(envelope.get("version"))[:20])
    fields = {name: envelope.get(name) for name in ("key", "ephemeral", "sealed")}
    if not all(isinstance(value, str) for value in fields.values()):
        raise kind.damaged()
    return {name: str(value) for name, value in fields.items()}


def parse_json(content: bytes) -> object:
    """Return the JSON value of a text; None for malformed JSON."""
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value


def decode_base64(text: str) -> bytes:
    """Decode base64url; empty for malformed text, which then fails to decrypt or verify."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
