"""The table of personal invitations."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_unique_index


class Invitation(Base):
    """An invitation of one person to an organisation, and optionally to a cohort.

    Only the hash of the token is stored. Name and contact as the inviter wrote them are sealed with
    the person's key. Until the person joins, the inviter sees these and not the account.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("length(token_hash) = 64", name="whole_hash"),
        CheckConstraint("expires_at > made_at", name="lives_for_a_while"),
        CheckConstraint("used_at IS NULL OR used_at >= made_at", name="used_after_it_was_made"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_revoked"),
        partial_unique_index(
            "used_at IS NULL AND revoked_at IS NULL",
            "uq_invitation_open",
            "organisation_id",
            "person_id",
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "token_hash": "row deleted",
        "sealed": "row deleted",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    sealed: Mapped[bytes]
    made_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )  # none: the server
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
