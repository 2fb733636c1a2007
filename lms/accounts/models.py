"""Tables of people, consents and notices."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.audiences import AUDIENCES, LANGUAGES
from lms.accounts.consents.purposes import PURPOSES
from lms.accounts.names import MAX_NAME_LENGTH
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values, partial_unique_index


class Person(Base):
    """A person: one name, and an e-mail address or a mobile number to sign in with.

    People who come from a learning platform or a sign-in provider have no contact until they add
    one (`from_lti`).
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR from_lti",
            name="has_contact",
        ),
        CheckConstraint("(name IS NULL) = (erased_at IS NOT NULL)", name="named_until_erased"),
        CheckConstraint(
            "erased_at IS NULL OR (email IS NULL AND phone IS NULL AND password IS NULL"
            " AND audience IS NULL AND province_code IS NULL AND NOT active)",
            name="erased_completely",
        ),
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint("phone LIKE '+%' AND length(phone) BETWEEN 8 AND 16", name="phone_is_e164"),
        CheckConstraint(in_values("audience", AUDIENCES), name="known_audience"),
        CheckConstraint(in_values("language", LANGUAGES), name="known_language"),
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
    name: Mapped[str | None] = mapped_column(String(MAX_NAME_LENGTH))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))  # argon2
    audience: Mapped[str | None] = mapped_column(String(10))
    province_code: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2), default="id")
    active: Mapped[bool] = mapped_column(default=True)
    from_lti: Mapped[bool] = mapped_column(default=False)  # or from a sign-in provider
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)  # epoch of all sessions
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"), index=True)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Consent(Base):
    """A person's agreement to one purpose, in the version of the text that they read."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(in_values("purpose", PURPOSES), name="known_purpose"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="given_first"),
        partial_unique_index("withdrawn_at IS NULL", "uq_consent_standing", "person_id", "purpose"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PersonNotice(Base):
    """A notice that is shown once, on the first page after the next sign-in."""

    __tablename__ = "person_notice"
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    happened_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
