"""Brings a restored database to what happened after its backup, before anything serves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from certificates.records.replay import replay_log, skip_open_list
from lms.accounts.sessions.service import delete_all_sessions
from lms.kernel import audit
from lms.workflows.accounts.replay_erasures import replay_erasures


@dataclass(frozen=True, slots=True)
class Replay:
    """Number of people erased again, log entries appended again, and certificates lost."""

    erased: int
    entries: int
    lost: int


def replay_ledger(
    session: Session, lines: Sequence[dict[str, Any]], *, is_complete: bool, now: datetime
) -> Replay:
    """Replay the log, then the erasures, and sign everybody out. Idempotent.

    `is_complete` is False if only the lines of the backup are left. Raises LedgerHasGap.
    """
    log = replay_log(session, lines, now=now)
    if not is_complete:
        skip_open_list(session, now=now)
    erased = replay_erasures(session, lines, now=now)
    delete_all_sessions(session)  # somebody may have signed out after the backup
    audit.record(
        session,
        action="database.restored",
        actor_id=None,
        subject_type="database",
        subject_id=None,
        now=now,
        details={"erased": erased, "entries": log.entries, "lost": log.lost},
    )
    return Replay(erased, log.entries, log.lost)
