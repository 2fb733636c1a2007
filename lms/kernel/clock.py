"""Current time and new ids. Callers pass both in, so that tests can fix them."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def utc_now() -> datetime:
    """Aware UTC time."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562). Time-ordered, so that primary-key indexes stay compact."""
    return uuid7()
