"""Change settings of the installation. Callers commit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.platform.models import PlatformSetting
from lms.kernel.audit import record


def set_platform_setting(
    session: Session, key: str, value: dict[str, Any], *, set_by: UUID, now: datetime
) -> None:
    """Store a setting. The audit event has only the key."""
    row = session.get(PlatformSetting, key)
    if row is None:
        row = PlatformSetting(key=key)
        session.add(row)
    row.value, row.set_by, row.set_at = value, set_by, now
    record(
        session,
        action="platform.set",
        actor_id=set_by,
        subject_type="platform_setting",
        subject_id=None,
        now=now,
        details={"key": key},
    )
