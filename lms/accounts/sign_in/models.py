"""Tables of single-use links and of attempts to sign in."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values

LINK_PURPOSES = ("sign-up", "invitation", "reset", "administrator")


class SignInLink(Base):
    """A single-use link to choose a password. Only the hash of its token is stored."""

    __tablename__ = "sign_in_link"
    __table_args__ = (
        CheckConstraint(in_values("purpose", LINK_PURPOSES), name="known_purpose"),
        CheckConstraint(
            "purpose = 'administrator' OR person_id IS NOT NULL", name="made_for_a_person"
        ),
        CheckConstraint("expires_at > made_at", name="lives_for_a_while"),
        CheckConstraint("used_at IS NULL OR used_at >= made_at", name="used_after_it_was_made"),
    )
    __personal__: ClassVar[dict[str, str]] = {"token_hash": "row deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # none: the server
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One attempt to sign in. The database holds the count for all processes.

    Account and address are stored as keyed hashes, so the table reveals neither.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account_hash", "attempted_at"),
        Index("ix_sign_in_attempt_address", "address_hash", "attempted_at"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "account_hash": "row deleted after a day",
        "address_hash": "row deleted after a day",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    attempted_at: Mapped[datetime] = mapped_column(index=True)
    succeeded_at: Mapped[datetime | None]
