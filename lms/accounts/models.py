"""Tables of people: who they are, what they were granted, agreed to and must be told."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.permissions import ROLES, SCOPE_TYPES
from lms.kernel.clock import new_id
from lms.kernel.db import Base

AUDIENCES = ("cso", "teacher", "patbm")
LANGUAGES = ("id", "en")
PURPOSES = ("learning", "evaluation", "reminders")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The SQL that holds a column to known words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def unique_while(condition: str, name: str, *columns: str) -> Index:
    """A unique index over the rows that meet a condition, on either database."""
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Person(Base):
    """One name as people write it, and an e-mail address or a mobile number to sign in with."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL", name="has_contact"
        ),
        CheckConstraint("(name IS NULL) = (erased_at IS NOT NULL)", name="named_until_erased"),
        CheckConstraint(
            "erased_at IS NULL OR (email IS NULL AND phone IS NULL AND password IS NULL"
            " AND audience IS NULL AND province_code IS NULL AND NOT active)",
            name="erased_completely",
        ),
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint("phone LIKE '+%' AND length(phone) BETWEEN 8 AND 16", name="phone_is_e164"),
        CheckConstraint(one_of("audience", AUDIENCES), name="known_audience"),
        CheckConstraint(one_of("language", LANGUAGES), name="known_language"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "name": "set to null",
        "email": "set to null",
        "phone": "set to null",
        "password": "set to null",
        "audience": "set to null",
        "province_code": "set to null",
        "fs_uniquifier": "replaced, which ends every session",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))  # argon2
    audience: Mapped[str | None] = mapped_column(String(10))
    province_code: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2), default="id")
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)  # names a person's sessions
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role in a scope, from `granted_at` until `ended_at`. Rows are ended, never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="known_role"),
        CheckConstraint(one_of("scope_type", SCOPE_TYPES), name="known_scope_type"),
        CheckConstraint("(scope_type = 'platform') = (scope_id IS NULL)", name="scope_is_complete"),
        CheckConstraint("ended_at IS NULL OR ended_at >= granted_at", name="ends_after_it_began"),
        unique_while(
            "ended_at IS NULL AND scope_id IS NULL",
            "uq_role_grant_open_on_platform",
            "person_id",
            "role",
        ),
        unique_while(
            "ended_at IS NULL AND scope_id IS NOT NULL",
            "uq_role_grant_open_in_scope",
            "person_id",
            "role",
            "scope_type",
            "scope_id",
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    scope_type: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[UUID | None]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # none: the server
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Consent(Base):
    """A person's agreement to one purpose, in the version of the text that they read."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(one_of("purpose", PURPOSES), name="known_purpose"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="given_first"),
        unique_while("withdrawn_at IS NULL", "uq_consent_standing", "person_id", "purpose"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PersonNotice(Base):
    """What a person is told once, on the first page after the next sign-in."""

    __tablename__ = "person_notice"
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class PlatformSetting(Base):
    """What an administrator sets for the whole installation, such as the safeguarding contact."""

    __tablename__ = "platform_setting"
    __personal__: ClassVar[dict[str, str]] = {}

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
