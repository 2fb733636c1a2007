"""Third-party blocks that administrators have permitted, in addition to the settings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockNotInstalled
from courses.block_host.state.models import BlockPermission
from courses.block_host.third_party.installed_blocks import is_aside, is_installed


@dataclass(frozen=True, slots=True)
class Permission:
    """The last decision on a block type."""

    block_type: str
    is_allowed: bool
    decided_at: datetime


def permitted_types(session: Session) -> frozenset[str]:
    """Block types that an administrator has permitted."""
    query = select(BlockPermission.block_type).where(BlockPermission.is_allowed)
    return frozenset(session.scalars(query))


def list_permissions(session: Session) -> dict[str, Permission]:
    """Decisions by block type."""
    rows = session.scalars(select(BlockPermission)).all()
    return {
        row.block_type: Permission(row.block_type, row.is_allowed, row.decided_at) for row in rows
    }


def set_permission(
    session: Session, block_type: str, *, is_allowed: bool, decided_by: UUID, now: datetime
) -> bool:
    """Permit or forbid a block type. False if the decision was the same already.

    An uninstalled block can still be forbidden, so that it does not run once it is installed
    again. Raises BlockNotInstalled if such a block is permitted.
    """
    if is_allowed and not (is_installed(block_type) or is_aside(block_type)):
        raise BlockNotInstalled(block=block_type)
    row = session.get(BlockPermission, block_type, with_for_update=True)
    if row is None:
        row = BlockPermission(block_type=block_type, is_allowed=False)
        session.add(row)
    elif row.is_allowed == is_allowed:
        return False
    row.is_allowed, row.decided_by, row.decided_at = is_allowed, decided_by, now
    return True
