"""What became of launches of a platform: the last one that opened, and why others did not.

Rows hold codes, ids and addresses, never personal data. Callers commit.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.lti.limits import MAX_RECEIVED_LENGTH
from lms.accounts.lti.models import LtiPlatform, LtiRejection
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of

MAX_ROWS: Final = 20  # of a platform
RETENTION: Final = timedelta(days=90)
INTERVAL: Final = timedelta(seconds=5)  # between two notes of launches of a platform


@dataclass(frozen=True, slots=True)
class Rejection:
    """Launches that were rejected for one reason. `received` holds what arrived, by name."""

    code: str
    received: Mapping[str, str]
    count: int
    last_at: datetime


def is_launch_due(launched_at: datetime | None, *, now: datetime) -> bool:
    """Whether a launch is to be noted: many at a time must not wait for the row of a platform."""
    return launched_at is None or launched_at <= now - INTERVAL


def note_launch(session: Session, platform_id: UUID, path: str, *, now: datetime) -> None:
    """Store when a platform launched and the path that opened."""
    values = {"launched_at": now, "launched_path": path}
    session.execute(update(LtiPlatform).where(LtiPlatform.id == platform_id).values(values))


def record_rejection(
    session: Session,
    platform_ids: Collection[UUID],
    code: str,
    received: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Count a rejected launch. Deletes the oldest rows of a platform beyond MAX_ROWS."""
    text = json.dumps(dict(received), sort_keys=True, separators=(",", ":"))
    text = text if len(text) <= MAX_RECEIVED_LENGTH else "{}"
    for platform_id in platform_ids:
        if not _count_again(session, platform_id, code, text, now=now):
            _add(session, platform_id, code, text, now=now)


def rejections(session: Session, platform_id: UUID) -> list[Rejection]:
    """The stored rejections of a platform, newest first."""
    rows = session.scalars(
        select(LtiRejection)
        .where(LtiRejection.platform_id == platform_id)
        .order_by(LtiRejection.last_at.desc(), LtiRejection.id)
    )
    return [Rejection(row.code, json.loads(row.received), row.count, row.last_at) for row in rows]


def delete_old_rejections(session: Session, *, now: datetime) -> None:
    """Delete reasons for which no launch was rejected for RETENTION."""
    session.execute(delete(LtiRejection).where(LtiRejection.last_at < now - RETENTION))


def _count_again(
    session: Session, platform_id: UUID, code: str, received: str, *, now: datetime
) -> bool:
    """Count a reason that is stored already. False if it is not."""
    own = (
        LtiRejection.platform_id == platform_id,
        LtiRejection.code == code,
        LtiRejection.received == received,
    )
    last_at = later_of(now, LtiRejection.first_at)
    counted = {"count": LtiRejection.count + 1, "last_at": last_at}
    row = session.scalar(
        update(LtiRejection).where(*own).values(counted).returning(LtiRejection.id)
    )
    return row is not None


def _add(session: Session, platform_id: UUID, code: str, received: str, *, now: datetime) -> None:
    row = LtiRejection(
        id=new_id(),
        platform_id=platform_id,
        code=code,
        received=received,
        count=1,
        first_at=now,
        last_at=now,
    )
    # Two launches may be rejected for a new reason at the same time; then one of them counts.
    with suppress(IntegrityError), session.begin_nested():
        session.add(row)
    newest = (
        select(LtiRejection.id)
        .where(LtiRejection.platform_id == platform_id)
        .order_by(LtiRejection.last_at.desc(), LtiRejection.id)
        .limit(MAX_ROWS)
    )
    older = LtiRejection.platform_id == platform_id, LtiRejection.id.not_in(newest)
    session.execute(delete(LtiRejection).where(*older))
