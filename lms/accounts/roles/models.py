"""The table of role grants."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.permissions import ROLES, SCOPE_TYPES
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values, partial_unique_index


class RoleGrant(Base):
    """A role in a scope, from `granted_at` until `ended_at`. Rows are never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(in_values("role", ROLES), name="known_role"),
        CheckConstraint(in_values("scope_type", SCOPE_TYPES), name="known_scope_type"),
        CheckConstraint("(scope_type = 'platform') = (scope_id IS NULL)", name="scope_is_complete"),
        CheckConstraint("ended_at IS NULL OR ended_at >= granted_at", name="ends_after_it_began"),
        partial_unique_index(
            "ended_at IS NULL AND scope_id IS NULL",
            "uq_role_grant_open_on_platform",
            "person_id",
            "role",
        ),
        partial_unique_index(
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
