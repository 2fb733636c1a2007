"""Where a page of a list goes on: opaque to programs, so that it may change. Pure."""

from base64 import b32decode, b32encode
from uuid import UUID


class CursorUnknown(ValueError):
    """Not one that was given out."""


def cursor_of(last: UUID) -> str:
    return b32encode(last.bytes).decode().rstrip("=").lower()


def last_of(cursor: str) -> UUID:
    """Raises CursorUnknown unless it is byte for byte what `cursor_of` writes."""
    try:
        last = UUID(bytes=b32decode(cursor.upper() + "======"))
    except ValueError:
        raise CursorUnknown from None
    if cursor_of(last) != cursor:
        raise CursorUnknown
    return last
