"""The table of merged accounts."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_unique_index


class AccountMerge(Base):
    """A request to merge two accounts. Final once `merged_at` is set.

    `epoch` is the session epoch of the other account at the request; the request is invalid once
    it changes.
    """

    __tablename__ = "account_merge"
    __table_args__ = (
        CheckConstraint("person_id <> other_id", name="two_accounts"),
        CheckConstraint("expires_at > asked_at", name="lives_for_a_while"),
        CheckConstraint("merged_at IS NULL OR merged_at >= asked_at", name="merged_after_asking"),
        partial_unique_index("merged_at IS NOT NULL", "uq_account_merge_closed", "other_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)  # stays
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)  # will be closed
    epoch: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    merged_at: Mapped[datetime | None]
