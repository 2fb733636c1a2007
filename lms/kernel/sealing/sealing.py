"""Envelope encryption: one data key for each person and certificate, wrapped by another key.

Erasure destroys a key. Sealed bytes are `nonce (12 bytes) | AES-256-GCM ciphertext and tag`. The
context is authenticated data, so that a sealed value cannot be moved to another row. The server's
key is stored in a file, never in the database.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from functools import cache, partial
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.errors import Expired
from lms.kernel.ports import get_ports
from lms.kernel.sealing.secret_keys import SecretKey, unwrap_keys


class KeyDestroyed(Expired):
    """The data key no longer exists; what it sealed cannot be read."""

    code = "key-destroyed"


class DataKey(Base):
    """A wrapped key. `parent_id` is the key that wraps it; None means the server's key."""

    __tablename__ = "data_key"
    __table_args__ = (
        CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_or_wrapped"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("data_key.id"), index=True)
    wrapped: Mapped[bytes | None]
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


def create_key(session: Session, *, now: datetime, parent_id: UUID | None = None) -> UUID:
    """Create and store a random data key; returns its id."""
    key_id = new_id()
    wrapped = _wrap(session, key_id, secrets.token_bytes(32), parent_id)
    session.add(DataKey(id=key_id, parent_id=parent_id, wrapped=wrapped, created_at=now))
    session.flush()  # rows that refer to the key are added without a relationship to order them
    return key_id


def create_keys(session: Session, count: int, *, now: datetime) -> list[SecretKey]:
    """Create `count` data keys in one statement; returns them unwrapped."""
    server_key = get_ports(session).server_key
    keys = [SecretKey(new_id(), secrets.token_bytes(32)) for _ in range(count)]
    rows = [
        {
            "id": key.id,
            "wrapped": server_key.wrap(key.material, context=key.id.bytes),
            "created_at": now,
        }
        for key in keys
    ]
    if rows:
        session.execute(insert(DataKey), rows)
    return keys


def open_key(session: Session, key_id: UUID) -> SecretKey:
    """Unwrap a key. Raises KeyDestroyed if it or the key that wraps it was destroyed."""
    session.flush()  # the statement sees flushed rows only
    row = session.execute(_wrapped_key(), {"key_id": key_id}).one_or_none()
    if row is None or row.wrapped is None:
        raise KeyDestroyed(key_id=key_id)
    if row.parent_id is None or row.above is not None:
        material = _unwrap(session, key_id, row.parent_id, row.wrapped)
    else:
        parent = unwrapped_key(session, row.parent_id, row.parent_wrapped)
        material = parent.unseal(row.wrapped, context=str(key_id))
    return SecretKey(key_id, material, partial(_former_keys, session, key_id))


def open_keys(session: Session, key_ids: Collection[UUID]) -> dict[UUID, SecretKey]:
    """Unwrap many keys, one query for each level of wrapping. Destroyed keys are omitted."""

    def rows_of(ids: list[UUID]) -> Any:
        return session.execute(_wrapped_keys(), {"key_ids": ids})

    return unwrap_keys(
        key_ids, rows_of, get_ports(session).server_key, partial(_former_keys, session)
    )


def unwrapped_key(session: Session, key_id: UUID, wrapped: bytes | None) -> SecretKey:
    """Unwrap a person's key that was read already. Raises KeyDestroyed."""
    material = _unwrap(session, key_id, None, wrapped)
    return SecretKey(key_id, material, partial(_former_keys, session, key_id))


def wrapped_key_of(session: Session, key_id: UUID) -> bytes | None:
    """The wrapped key, for `unwrapped_key`; None for one that was destroyed."""
    return session.scalar(select(DataKey.wrapped).where(DataKey.id == key_id))


def seal(session: Session, key_id: UUID, data: bytes, *, context: str) -> bytes:
    return open_key(session, key_id).seal(data, context=context)


def unseal(session: Session, key_id: UUID, sealed: bytes, *, context: str) -> bytes:
    return open_key(session, key_id).unseal(sealed, context=context)


def seal_json(session: Session, key_id: UUID, value: Any, *, context: str) -> bytes:
    return open_key(session, key_id).seal_json(value, context=context)


def unseal_json(session: Session, key_id: UUID, sealed: bytes, *, context: str) -> Any:
    return open_key(session, key_id).unseal_json(sealed, context=context)


def rewrap_for_server(session: Session, key_id: UUID) -> None:
    """Wrap a key with the server's key, so that it outlives the person's key."""
    row = session.get_one(DataKey, key_id)
    material = _unwrap(session, key_id, row.parent_id, row.wrapped)
    row.wrapped, row.parent_id = _wrap(session, key_id, material, None), None


def destroy_key(session: Session, key_id: UUID, *, now: datetime) -> None:
    """Destroy a key. Values sealed with it, or with keys that it wraps, become unreadable."""
    row = session.get_one(DataKey, key_id)
    if row.destroyed_at is None:
        row.wrapped, row.destroyed_at = None, now


def _wrap(session: Session, key_id: UUID, material: bytes, parent_id: UUID | None) -> bytes:
    if parent_id is None:
        return get_ports(session).server_key.wrap(material, context=key_id.bytes)
    return open_key(session, parent_id).seal(material, context=str(key_id))


def _unwrap(session: Session, key_id: UUID, parent_id: UUID | None, wrapped: bytes | None) -> bytes:
    if wrapped is None:
        raise KeyDestroyed(key_id=key_id)
    if parent_id is None:
        return get_ports(session).server_key.unwrap(wrapped, context=key_id.bytes)
    return open_key(session, parent_id).unseal(wrapped, context=str(key_id))


def _former_keys(session: Session, key_id: UUID) -> Collection[SecretKey]:
    """Keys of the accounts that the owner of this key closed by merging."""
    return open_keys(session, session.scalars(_former_key_ids(), {"key_id": key_id}).all()).values()


@cache
def _former_key_ids() -> Any:
    """Key ids of all closed accounts of the person who owns `key_id`.

    Merges can be chained: a closed account may hold values of an account merged into it before,
    and each merge names the account that is open now. The tables are looked up by name, because
    the kernel may not import the domain that owns them.
    """
    person, merges = (Base.metadata.tables[name] for name in ("person", "account_merge"))
    former, closing = person.alias(), merges.alias()
    open_id = func.coalesce(closing.c.person_id, person.c.id)
    return (
        select(former.c.data_key_id)
        .select_from(person)
        .outerjoin(closing, (closing.c.other_id == person.c.id) & closing.c.merged_at.is_not(None))
        .join(merges, (merges.c.person_id == open_id) & merges.c.merged_at.is_not(None))
        .join(former, former.c.id == merges.c.other_id)
        .where(
            person.c.data_key_id == bindparam("key_id"),
            former.c.data_key_id != person.c.data_key_id,
        )
    )


@cache
def _wrapped_key() -> Any:
    """A key, the key that wraps it, and `above`, the key that wraps that one."""
    parent = aliased(DataKey)
    return (
        select(
            DataKey.parent_id,
            DataKey.wrapped,
            parent.wrapped.label("parent_wrapped"),
            parent.parent_id.label("above"),
        )
        .outerjoin(parent, parent.id == DataKey.parent_id)
        .where(DataKey.id == bindparam("key_id"))
    )


@cache
def _wrapped_keys() -> Any:
    return select(DataKey.id, DataKey.parent_id, DataKey.wrapped).where(
        DataKey.id.in_(bindparam("key_ids", expanding=True))
    )
