"""Tables of API tokens and of stored responses."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class ApiToken(Base):
    """A token of a person, or of a service if `person_id` is empty. Only its hash is stored."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("length(token_hash) = 64", name="whole_hash"),
        CheckConstraint("length(name) >= 1", name="has_name"),
        CheckConstraint("expires_at > created_at", name="ends_after_it_began"),
        CheckConstraint("revoked_at IS NULL OR revoked_at >= created_at", name="revoked_later"),
    )
    __personal__: ClassVar[dict[str, str]] = {"name": "row of a person deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    prefix: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # none: the server
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class ApiIdempotency(Base):
    """The response to a write with this key."""

    __tablename__ = "api_idempotency"
    __table_args__ = (
        UniqueConstraint("token_id", "key_hash"),
        CheckConstraint("length(key_hash) = 64", name="whole_key_hash"),
        CheckConstraint("length(request_hash) = 64", name="whole_request_hash"),
        CheckConstraint("status BETWEEN 200 AND 299", name="only_what_was_done"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_id: Mapped[UUID] = mapped_column(ForeignKey("api_token.id"))
    key_hash: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
