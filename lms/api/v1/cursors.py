"""Opaque cursors of paged lists."""

from base64 import b32decode, b32encode
from typing import Final
from uuid import UUID

# 128 bits in base32: the last character holds three bits, so each cursor has one spelling.
CURSOR_PATTERN: Final = "^[a-z2-7]{25}[aeimquy4]$"


def encode_cursor(last: UUID) -> str:
    """Return the cursor after the item with this id."""
    return b32encode(last.bytes).decode().rstrip("=").lower()


def decode_cursor(cursor: str) -> UUID:
    """Return the id in a cursor that matches CURSOR_PATTERN."""
    return UUID(bytes=b32decode(cursor.upper() + "======"))
