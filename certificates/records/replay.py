"""Replays the transparency log from the ledger after a database was restored from a backup.

The entries after the backup are appended again as they were, so that every head that somebody noted
stays in the log. Certificates that the backup has get their later state; those that it does not
have are lost, and keep their index in the status list.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from certificates.errors import LedgerHasGap
from certificates.key_register.key_changes import MAKE_FILES_JOB
from certificates.log import transparency_log
from certificates.log.ledger_records import STATE_COLUMNS, STATE_TIMES
from certificates.models import (
    Certificate,
    LostCertificate,
    SigningKey,
    StatusList,
    StatusListCredential,
    TransparencyLogEntry,
)
from certificates.records.service import erase_holder_data
from certificates.status_lists.status_index import MAX_ALLOCATED
from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job
from lms.kernel.sealing.sealing import rewrap_for_server

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogReplay:
    """Number of entries appended, and of all certificates that are lost."""

    entries: int
    lost: int


def replay_log(session: Session, lines: Iterable[Line], *, now: datetime) -> LogReplay:
    """Append the later entries of the ledger with their effects. Idempotent.

    Raises LedgerHasGap if they do not follow the log of the database.
    """
    transparency_log.lock(session)
    chain = follow_log(lines, *transparency_log.read_head(session))
    for line in chain:
        session.execute(insert(TransparencyLogEntry), _entry_values(line["entry"]))
        if "key" in line:
            _apply_key_event(session, line)
        else:
            _apply_certificate_event(session, line, now=now)
    session.execute(delete(StatusListCredential))  # signed again when they are asked for
    session.flush()
    lost = session.scalar(select(func.count()).select_from(LostCertificate)) or 0
    return LogReplay(len(chain), lost)


def skip_open_list(session: Session, *, now: datetime) -> None:
    """Close the open status list, if nothing tells which of its indexes were given meanwhile."""
    transparency_log.lock(session)
    status_list = session.scalar(select(StatusList).where(StatusList.closed_at.is_(None)))
    if status_list is not None:
        status_list.allocated, status_list.closed_at = MAX_ALLOCATED, now


def follow_log(lines: Iterable[Line], sequence: int, head: str) -> list[Line]:
    """Return the lines that follow a head of the log, its last sequence and hash, in order.

    A line whose transaction was rolled back is ahead of the database: a line of the same sequence
    replaced it. So the chain is followed backwards from the last line. Raises LedgerHasGap.
    """
    later = {
        line["entry"]["entry_hash"]: (line["entry"]["sequence"], position, line)
        for position, line in enumerate(lines)
        if line["kind"] == "log" and line["entry"]["sequence"] > sequence
    }
    if not later:
        return []
    chain = [max(later.values(), key=lambda item: item[:2])[2]]
    while (previous := chain[-1]["entry"]["previous_hash"]) != head:
        if previous not in later:
            raise LedgerHasGap(before=chain[-1]["entry"]["sequence"], head=sequence)
        chain.append(later[previous][2])
    return chain[::-1]


def _entry_values(entry: Line) -> dict[str, Any]:
    certificate_id = entry["certificate_id"]
    return {
        **entry,
        "certificate_id": UUID(certificate_id) if certificate_id else None,
        "happened_at": datetime.fromisoformat(entry["happened_at"]),
    }


def _apply_key_event(session: Session, line: Line) -> None:
    record, moment = line["key"], datetime.fromisoformat(line["entry"]["happened_at"])
    key = session.scalar(select(SigningKey).where(SigningKey.kid == record["kid"]))
    if key is None:
        der = record["certificate_der"]
        key = SigningKey(
            id=new_id(),
            kid=record["kid"],
            algorithm=record["algorithm"],
            is_specimen=record["is_specimen"],
            public_key=b64decode(record["public_key"]),
            certificate_der=b64decode(der) if der is not None else None,
            created_at=moment,
        )
        session.add(key)
    event = line["entry"]["event"]
    if event != "key-added":
        key.retired_at = key.retired_at or moment
    if event == "key-leaked":
        key.compromised_at = moment


def _apply_certificate_event(session: Session, line: Line, *, now: datetime) -> None:
    certificate_id = UUID(line["entry"]["certificate_id"])
    certificate = session.get(Certificate, certificate_id)
    if certificate is None:
        _apply_to_lost(session, certificate_id, line, now=now)
        return
    record, event = line["certificate"], line["entry"]["event"]
    moment = datetime.fromisoformat(line["entry"]["happened_at"])
    if event == "withdrawn" and certificate.withdrawn_at is None:
        erase_holder_data(session, certificate, now=moment)
    if event == "kept" and certificate.kept_at is None:
        rewrap_for_server(session, certificate.data_key_id)
        certificate.kept_at = moment
    for name in STATE_COLUMNS:
        setattr(certificate, name, record[name])
    for name in STATE_TIMES:
        text = record[name]
        setattr(certificate, name, datetime.fromisoformat(text) if text else None)
    if (replaced_by := record["replaced_by_id"]) and session.get(Certificate, UUID(replaced_by)):
        certificate.replaced_by_id = UUID(replaced_by)
    if event == "re-signed":
        certificate.sealed_qr = b64decode(record["sealed_qr"])
        key = f"{MAKE_FILES_JOB}:{certificate.id}:{certificate.generation}"
        arguments = {"certificate_id": str(certificate.id)}
        add_job(session, kind=MAKE_FILES_JOB, key=key, arguments=arguments, now=now)


def _apply_to_lost(session: Session, certificate_id: UUID, line: Line, *, now: datetime) -> None:
    record, event = line["certificate"], line["entry"]["event"]
    lost = session.get(LostCertificate, certificate_id)
    if lost is None:
        lost = LostCertificate(
            id=certificate_id,
            list_number=record["list_number"],
            status_index=record["status_index"],
            is_revoked=False,
            is_suspended=False,
        )
        _count_in_list(session, lost.list_number, now=now)
        session.add(lost)
    is_corrected = record["replaced_for"] == "correction"
    is_over = record["revoked_at"] is not None or is_corrected or event == "withdrawn"
    lost.is_revoked = lost.is_revoked or is_over
    lost.is_suspended = record["suspended_at"] is not None


def _count_in_list(session: Session, number: int, *, now: datetime) -> None:
    status_list = session.get(StatusList, number)
    if status_list is None:
        status_list = StatusList(number=number, allocated=0, opened_at=now)
        session.add(status_list)
        session.flush()  # the lost certificate refers to it by foreign key only
    status_list.allocated += 1
    if status_list.allocated == MAX_ALLOCATED:
        status_list.closed_at = now
