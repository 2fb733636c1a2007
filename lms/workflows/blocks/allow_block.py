"""Lets a block by others run here, or no longer. The decision stands in the audit trail."""

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
    """`installed` is None where a block that was decided on is gone."""

    block_type: str
    installed: InstalledBlock | None
    is_in_settings: bool
    is_permitted: bool

    @property
    def is_allowed(self) -> bool:
        return self.is_in_settings or self.is_permitted

    @property
    def may_be_placed(self) -> bool:
        """An aside stands beside every block, and has no place of its own."""
        return self.is_allowed and self.installed is not None and not self.installed.is_aside


def list_blocks(session: Session, *, settings: tuple[str, ...]) -> tuple[ListedBlock, ...]:
    """What others made and is installed, or was decided on, by name; `settings` name some too."""
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
    """Raises BlockNotInstalled when a block that is not there is allowed."""
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
