"""Where a page of a list goes on: opaque to programs, so that it may change. Pure."""

from base64 import b32decode, b32encode
from typing import Final
from uuid import UUID

# 128 bits in base32: the last character holds three of them, and each cursor has one spelling.
CURSOR_PATTERN: Final = "^[a-z2-7]{25}[aeimquy4]$"


def encode_cursor(last: UUID) -> str:
    return b32encode(last.bytes).decode().rstrip("=").lower()


def decode_cursor(cursor: str) -> UUID:
    """Of a cursor that fits the pattern."""
    return UUID(bytes=b32decode(cursor.upper() + "======"))
