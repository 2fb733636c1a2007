"""Allocates random indexes in the open status list; a list is closed when half full."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from certificates.models import Certificate, LostCertificate, StatusList
from certificates.qr.code import STATUS_LIST_SIZE

MAX_ALLOCATED = STATUS_LIST_SIZE // 2


@dataclass(frozen=True, slots=True)
class StatusIndex:
    """An index in a status list."""

    list_number: int
    index: int


def allocate_index(session: Session, *, now: datetime) -> StatusIndex:
    """Allocate a free index. The caller holds the lock of the log."""
    status_list = _open_list(session, now)
    entry = StatusIndex(status_list.number, _free_index(session, status_list.number))
    status_list.allocated += 1
    if status_list.allocated == MAX_ALLOCATED:
        status_list.closed_at = now
    return entry


def _open_list(session: Session, now: datetime) -> StatusList:
    current = session.scalar(select(StatusList).where(StatusList.closed_at.is_(None)))
    if current is not None:
        return current
    last = session.scalar(select(func.max(StatusList.number))) or 0
    opened = StatusList(number=last + 1, allocated=0, opened_at=now)
    session.add(opened)
    session.flush()  # the certificate refers to it by foreign key only
    return opened


def _free_index(session: Session, list_number: int) -> int:
    """Find a free index; at most half are allocated, so two tries suffice on average."""
    while True:
        index = secrets.randbelow(STATUS_LIST_SIZE)
        taken = (
            exists().where(table.list_number == list_number, table.status_index == index)
            for table in (Certificate, LostCertificate)
        )
        if not session.scalar(select(or_(*taken))):
            return index
