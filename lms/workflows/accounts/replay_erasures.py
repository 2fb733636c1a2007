"""Erases people again who were erased after the backup from which a database was restored."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.records import queries as certificates
from lms.accounts.errors import PersonNotFound
from lms.accounts.queries import person_profile
from lms.workflows.accounts.erase_person import erase_person


def replay_erasures(session: Session, lines: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Erase the people whom the ledger names; return how many were erased now. Idempotent.

    The log is replayed before, so certificates already have the state that their holder chose.
    People who came after the backup are not in the database.
    """
    count = 0
    for line in lines:
        if line["kind"] != "erased":
            continue
        person_id = UUID(line["person_id"])
        if not _can_be_erased(session, person_id):
            continue
        kept = certificates.kept_certificate_ids(session, person_id)
        erase_person(
            session,
            person_id,
            certificate_choices=dict.fromkeys(kept, "keep"),
            now=now,
            is_own_request=line["is_own_request"],
            may_be_last_administrator=True,
        )
        count += 1
    return count


def _can_be_erased(session: Session, person_id: UUID) -> bool:
    """Whether the database has the person, not erased yet."""
    try:
        return person_profile(session, person_id).erased_at is None
    except PersonNotFound:
        return False
