"""Stored status lists: which bits are set, and the last signed form of each list.

Lists are signed by jobs: each day, since verifiers reject old lists, and soon after each change.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import or_, select, union_all
from sqlalchemy.orm import Session

from certificates.log import transparency_log
from certificates.models import Certificate, LostCertificate, StatusList, StatusListCredential
from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job

SIGN_LIST_JOB, SIGN_ALL_LISTS_JOB = "sign-status-list", "sign-status-lists"
DAILY_SIGNING_TIME = time(18, tzinfo=UTC)  # one hour after midnight in Jakarta


def status_list_numbers(session: Session) -> tuple[int, ...]:
    """Return the numbers of all lists, ascending."""
    return tuple(session.scalars(select(StatusList.number).order_by(StatusList.number)))


def status_indexes(session: Session, list_number: int, purpose: str) -> tuple[int, ...]:
    """Return the set indexes of a list, ascending.

    `revocation` has all that is not valid: revoked, superseded, erased, and suspended, since a
    credential names one list only. `suspension` has those that may be restored.
    """
    is_not_valid = or_(
        Certificate.revoked_at.is_not(None),
        Certificate.withdrawn_at.is_not(None),
        Certificate.suspended_at.is_not(None),
        Certificate.replaced_for == "correction",
    )
    is_suspended = Certificate.suspended_at.is_not(None) & Certificate.revoked_at.is_(None)
    lost = LostCertificate
    lost_is_suspended = lost.is_suspended & ~lost.is_revoked
    is_suspension = purpose == "suspension"
    known = select(Certificate.status_index).where(
        Certificate.list_number == list_number, is_suspended if is_suspension else is_not_valid
    )
    of_lost = select(lost.status_index).where(
        lost.list_number == list_number,
        lost_is_suspended if is_suspension else lost.is_suspended | lost.is_revoked,
    )
    return tuple(sorted(session.scalars(union_all(known, of_lost))))


def status_list_credential(
    session: Session, list_number: int, purpose: str, *, now: datetime | None = None
) -> bytes | None:
    """Return the last signed list, or None if there is none that is valid at `now`."""
    query = select(StatusListCredential.body).where(
        StatusListCredential.list_number == list_number, StatusListCredential.purpose == purpose
    )
    if now is not None:
        query = query.where(StatusListCredential.valid_until > now)
    return session.scalar(query)


def store_status_list(
    session: Session,
    list_number: int,
    purpose: str,
    *,
    body: bytes,
    key_id: str,
    signed_at: datetime,
    valid_until: datetime,
) -> None:
    """Store a signed list, unless a later one is stored.

    `signed_at` was taken before the bits were read, so that a late writer hides no change.
    """
    transparency_log.lock(session)
    stored = session.get(StatusListCredential, (list_number, purpose))
    if stored is None:
        stored = StatusListCredential(list_number=list_number, purpose=purpose)
        session.add(stored)
    elif stored.signed_at > signed_at:
        return
    stored.body, stored.key_id = body, key_id
    stored.signed_at, stored.valid_until = signed_at, valid_until


def request_list_signing(session: Session, list_number: int, *, now: datetime) -> None:
    """Add a job that signs both lists of a number soon."""
    add_job(
        session,
        kind=SIGN_LIST_JOB,
        key=f"{SIGN_LIST_JOB}:{list_number}:{new_id()}",  # a finished job misses this change
        arguments={"list_number": list_number},
        now=now,
    )


def request_signing_of_all_lists(session: Session, *, host: str, now: datetime) -> None:
    """Add a job that signs all lists, once for each host, since lists name their host."""
    key = f"{SIGN_ALL_LISTS_JOB}:host:{host}"
    add_job(session, kind=SIGN_ALL_LISTS_JOB, key=key, arguments={}, now=now)


def schedule_daily_signing(session: Session, *, now: datetime) -> None:
    """Add the job of the next day; repeated calls add it once.

    Each run schedules the next one first; issuing and the start of the program call it too.
    """
    due_at = datetime.combine(now.astimezone(UTC).date(), DAILY_SIGNING_TIME)
    if due_at <= now:
        due_at += timedelta(days=1)
    add_job(
        session,
        kind=SIGN_ALL_LISTS_JOB,
        key=f"{SIGN_ALL_LISTS_JOB}:{due_at.date().isoformat()}",
        arguments={},
        now=now,
        due_at=due_at,
    )
