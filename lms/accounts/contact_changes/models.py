"""The table of changes of contact."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_unique_index


class ContactChange(Base):
    """A request to sign in with another contact. Tokens are stored as hashes.

    Each person has at most one open request. The row holds the former contact for the period in
    which the change can be disputed.
    """

    __tablename__ = "contact_change"
    __table_args__ = (
        CheckConstraint("(email IS NULL) <> (phone IS NULL)", name="one_new_contact"),
        CheckConstraint(
            "(former_email IS NULL) <> (former_phone IS NULL)", name="one_former_contact"
        ),
        CheckConstraint("expires_at > asked_at", name="lives_for_a_while"),
        CheckConstraint("objection_until >= expires_at", name="objection_lives_longer"),
        CheckConstraint(
            "confirmed_at IS NULL OR confirmed_at >= asked_at", name="confirmed_after_asking"
        ),
        CheckConstraint("closed_at IS NULL OR closed_at >= asked_at", name="closed_after_asking"),
        partial_unique_index(
            "confirmed_at IS NULL AND closed_at IS NULL", "uq_contact_change_open", "person_id"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "email": "row deleted",
        "phone": "row deleted",
        "former_email": "row deleted",
        "former_phone": "row deleted",
        "token_hash": "row deleted",
        "objection_hash": "row deleted",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))  # the person, or staff
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(16))
    former_email: Mapped[str | None] = mapped_column(String(254))
    former_phone: Mapped[str | None] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    objection_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    objection_until: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # replaced, withdrawn or disputed
    objected_at: Mapped[datetime | None]  # from then on it cannot be disputed
