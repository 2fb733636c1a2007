"""Time and identity, passed in so that tests can fix them."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> UUID:
    """Time-ordered, so that primary-key indexes stay compact."""
    return uuid7()
