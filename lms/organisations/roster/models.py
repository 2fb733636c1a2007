"""Tables of rosters and their rows."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values

STATES: Final = ("draft", "importing", "done", "stopped", "undoing", "undone")
ROW_STATES: Final = ("brought", "left-out", "waiting", "done", "undone", "kept")


class RosterImport(Base):
    """A roster. Its rows are sealed with its own key, which is destroyed when it expires."""

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint(in_values("state", STATES), name="known_state"),
        CheckConstraint("(state = 'draft') = (confirmed_at IS NULL)", name="confirmed_or_draft"),
        CheckConstraint("confirmed_at >= brought_at", name="brought_first"),
        CheckConstraint("expires_at > brought_at", name="lives_for_a_while"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "brought_by": "kept: the person's row holds no name after erasure",
        "source": "its key is destroyed when the roster expires",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))
    state: Mapped[str] = mapped_column(String(10))
    is_sent: Mapped[bool] = mapped_column(default=False)  # invitations are sent as messages
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[bytes | None]  # sealed with the same key: the file and its unread parts
    brought_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # none: the server
    brought_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class RosterRow(Base):
    """A line as it was typed; after the import also its person and the previous values."""

    __tablename__ = "roster_row"
    __table_args__ = (
        UniqueConstraint("import_id", "line"),
        CheckConstraint(in_values("state", ROW_STATES), name="known_state"),
        CheckConstraint("line >= 1", name="counted_from_one"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "sealed": "set to null; all rows are deleted when the roster expires",
        "before": "set to null; all rows are deleted when the roster expires",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("roster_import.id"))
    line: Mapped[int]
    sealed: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(10))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    before: Mapped[bytes | None]  # sealed with the same key
