"""Permits and forbids third-party blocks, with an audit entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.block_host.third_party import permissions
from courses.block_host.third_party.installed_blocks import InstalledBlock, list_installed_blocks
from lms.kernel import audit
from lms.workflows.blocks.block_services import BLOCKS


@dataclass(frozen=True, slots=True)
class ListedBlock:
    """A third-party block; `installed` is None if it is no longer installed."""

    block_type: str
    installed: InstalledBlock | None
    is_in_settings: bool
    is_permitted: bool

    @property
    def is_allowed(self) -> bool:
        return self.is_in_settings or self.is_permitted

    @property
    def can_be_tried(self) -> bool:
        """Whether authors can create a draft of it. Asides belong to other blocks."""
        return self.is_allowed and self.installed is not None and not self.installed.is_aside


def list_blocks(session: Session, *, settings: tuple[str, ...]) -> tuple[ListedBlock, ...]:
    """Third-party blocks that are installed, decided on or named in `settings`, sorted by name."""
    installed = {block.block_type: block for block in list_installed_blocks(BLOCKS)}
    permitted = permissions.permitted_types(session)
    names = sorted({*installed, *permitted, *settings})
    return tuple(
        ListedBlock(name, installed.get(name), name in settings, name in permitted)
        for name in names
    )


def set_block_permission(
    session: Session, block_type: str, *, is_allowed: bool, decided_by: UUID, now: datetime
) -> None:
    """Permit or forbid a block, with an audit entry.

    Raises BlockNotInstalled if a block that is not installed is permitted.
    """
    changed = permissions.set_permission(
        session, block_type, is_allowed=is_allowed, decided_by=decided_by, now=now
    )
    if changed:
        audit.record(
            session,
            action="block.allowed" if is_allowed else "block.forbidden",
            actor_id=decided_by,
            subject_type="block",
            subject_id=None,
            now=now,
            details={"block": block_type},
        )
