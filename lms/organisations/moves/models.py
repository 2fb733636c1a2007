"""The table of requested moves."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values, partial_unique_index

STATES = ("open", "moved", "refused", "withdrawn", "overtaken")


class OrganisationMove(Base):
    """A move from one parent to another, with the people who have approved it on either side.

    An empty parent is the top of the tree, where administrators approve.
    """

    __tablename__ = "organisation_move"
    __table_args__ = (
        CheckConstraint(in_values("state", STATES), name="known_state"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_or_open"),
        CheckConstraint("ended_at >= asked_at", name="asked_first"),
        CheckConstraint("from_id <> to_id", name="goes_elsewhere"),
        CheckConstraint("from_id IS NOT NULL OR to_id IS NOT NULL", name="not_from_top_to_top"),
        CheckConstraint(
            "state <> 'moved' OR (given_by IS NOT NULL AND taken_by IS NOT NULL)",
            name="moved_by_both",
        ),
        partial_unique_index("state = 'open'", "uq_organisation_move_open", "organisation_id"),
    )
    __personal__: ClassVar[dict[str, str]] = dict.fromkeys(
        ("asked_by", "given_by", "taken_by", "ended_by"),
        "kept: the person's row holds no name after erasure",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    to_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # none: an erasure
    ended_at: Mapped[datetime | None]
