"""The status lists as stored: whose bits are set, and the lists as they were signed last.

A list is signed each day, since verifiers refuse an old one, and soon after each change. Both are
jobs: rows that any worker finds.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from certificates.log import transparency_log
from certificates.models import Certificate, StatusList, StatusListCredential
from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job

SIGN_LIST_JOB, SIGN_ALL_LISTS_JOB = "sign-status-list", "sign-status-lists"
DAILY_SIGNING_TIME = time(18, tzinfo=UTC)  # an hour after midnight in Jakarta


def status_list_numbers(session: Session) -> tuple[int, ...]:
    return tuple(session.scalars(select(StatusList.number).order_by(StatusList.number)))


def status_indexes(session: Session, list_number: int, purpose: str) -> tuple[int, ...]:
    """The places that are set, ascending.

    `revocation` is what does not count now: revoked, superseded, withdrawn, and suspended, since a
    credential names one list only. `suspension` tells which of those may come back.
    """
    is_not_valid = or_(
        Certificate.revoked_at.is_not(None),
        Certificate.withdrawn_at.is_not(None),
        Certificate.suspended_at.is_not(None),
        Certificate.replaced_for == "correction",
    )
    is_suspended = Certificate.suspended_at.is_not(None) & Certificate.revoked_at.is_(None)
    return tuple(
        session.scalars(
            select(Certificate.status_index)
            .where(
                Certificate.list_number == list_number,
                is_suspended if purpose == "suspension" else is_not_valid,
            )
            .order_by(Certificate.status_index)
        )
    )


def status_list_credential(
    session: Session, list_number: int, purpose: str, *, now: datetime | None = None
) -> bytes | None:
    """The list as it was signed last; None where there is none, or none that is valid `now`."""
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
    """Keep a signed list, unless one that was signed later stands.

    `signed_at` is from before its bits were read, so that no late writer hides a change.
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
    """Have both lists of a number signed by the worker, soon."""
    add_job(
        session,
        kind=SIGN_LIST_JOB,
        key=f"{SIGN_LIST_JOB}:{list_number}:{new_id()}",  # a finished job misses this change
        arguments={"list_number": list_number},
        now=now,
    )


def request_signing_of_all_lists(session: Session, *, host: str, now: datetime) -> None:
    """Once for each host: a list names the one under which it was signed."""
    key = f"{SIGN_ALL_LISTS_JOB}:host:{host}"
    add_job(session, kind=SIGN_ALL_LISTS_JOB, key=key, arguments={}, now=now)


def schedule_daily_signing(session: Session, *, now: datetime) -> None:
    """The next day's row. Asked again it is the same row, so any number of consumers runs it once.

    Each run asks for the next before anything else; issuing and the start of the program ask too.
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
