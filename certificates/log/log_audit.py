"""Checks the transparency log, and each certificate against it.

The log is a hash chain: removing, changing or inserting an entry breaks it. A noted head also
reveals a chain that was rewritten. A certificate inserted into the table, or signed with a leaked
key, has no entry at its time of issue.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.log.transparency_log import (
    FORM_NARROW,
    GENESIS_HASH,
    compute_content_hash,
    compute_entry_hash,
)
from certificates.models import (
    Certificate,
    LostCertificate,
    SigningKey,
    TransparencyLogEntry,
)

BATCH = 1_000
CLOCK_SKEW = timedelta(seconds=1)  # records have whole seconds
STATES = {
    # column of the record: events that set it, events that clear it
    "revoked_at": (("revoked",), ()),
    "withdrawn_at": (("withdrawn",), ()),
    "kept_at": (("kept",), ("withdrawn",)),
    "suspended_at": (("suspended",), ("restored",)),
    "replaced_at": (("superseded", "renewed"), ()),
}


@dataclass(frozen=True, slots=True)
class LogFinding:
    """A problem of the log or of a record.

    `problem` is chain-broken, time-runs-back, head-differs, not-in-log, record-missing,
    record-changed, back-dated, key-not-active or state-not-in-log.
    """

    problem: str
    sequence: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class LogReport:
    """`head` is the last entry as SEQUENCE:HASH, to be noted elsewhere.

    `lost` counts certificates whose records a restore could not bring back.
    """

    head: str
    entries: int
    certificates: int
    lost: int
    findings: tuple[LogFinding, ...]


@dataclass(slots=True)
class _LogHistory:
    """What the log records about one certificate."""

    issued_at: datetime
    sequence: int
    content_hash: str
    form: int  # of the entry with the content hash
    signed_in: int  # sequence of that entry
    events: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _ChainReading:
    """What a walk along the chain collects."""

    head: str = f"0:{GENESIS_HASH}"
    entries: int = 0
    histories: dict[UUID, _LogHistory] = field(default_factory=dict)
    key_spans: dict[str, list[int | None]] = field(default_factory=dict)  # by hash: from, until
    first_key_event: int | None = None
    findings: list[LogFinding] = field(default_factory=list)


def check_log(session: Session, *, expected_head: str | None = None) -> LogReport:
    """Check log and records. The chain must contain `expected_head`, an earlier head."""
    reading = _read_chain(session, expected_head)
    keys = {
        kid: sha256(public_key).hexdigest()
        for kid, public_key in session.execute(select(SigningKey.kid, SigningKey.public_key))
    }
    checked = 0
    query = select(Certificate).order_by(Certificate.id).execution_options(yield_per=BATCH)
    for certificate in session.scalars(query):
        checked += 1
        history = reading.histories.pop(certificate.id, None)
        reading.findings.extend(
            LogFinding(problem, history.sequence if history else None, certificate.number)
            for problem in _problems(certificate, history, keys, reading)
        )
        session.expunge(certificate)
    lost = [id_ for id_ in session.scalars(select(LostCertificate.id)) if id_ in reading.histories]
    for id_ in lost:
        del reading.histories[id_]
    reading.findings.extend(
        LogFinding("record-missing", history.sequence) for history in reading.histories.values()
    )
    return LogReport(reading.head, reading.entries, checked, len(lost), tuple(reading.findings))


def _read_chain(session: Session, expected_head: str | None) -> _ChainReading:
    reading, previous_hash, last_moment, form = _ChainReading(), GENESIS_HASH, None, FORM_NARROW
    has_head = expected_head is None
    query = select(TransparencyLogEntry).order_by(TransparencyLogEntry.sequence)
    rows = session.scalars(query.execution_options(yield_per=BATCH))
    for entry in rows:
        reading.entries += 1
        follows = entry.sequence == reading.entries and entry.previous_hash == previous_hash
        if not follows or entry.form < form or entry.entry_hash != compute_entry_hash(entry):
            reading.findings.append(LogFinding("chain-broken", entry.sequence))
            rows.close()  # entries after a break prove nothing
            break
        if last_moment is not None and entry.happened_at < last_moment - CLOCK_SKEW:
            reading.findings.append(LogFinding("time-runs-back", entry.sequence))
        previous_hash, last_moment, form = entry.entry_hash, entry.happened_at, entry.form
        reading.head = f"{entry.sequence}:{entry.entry_hash}"
        has_head = has_head or reading.head == expected_head
        _add_entry(reading, entry)
        session.expunge(entry)
    if not has_head:
        reading.findings.append(LogFinding("head-differs"))
    return reading


def _add_entry(reading: _ChainReading, entry: TransparencyLogEntry) -> None:
    if entry.certificate_id is None:
        _add_key_event(reading, entry)
        return
    history = reading.histories.get(entry.certificate_id)
    if history is None:
        history = _LogHistory(
            entry.happened_at, entry.sequence, entry.content_hash, entry.form, entry.sequence
        )
        reading.histories[entry.certificate_id] = history
    elif entry.event == "re-signed":
        history.content_hash, history.form = entry.content_hash, entry.form
        history.signed_in = entry.sequence
    history.events.append(entry.event)


def _add_key_event(reading: _ChainReading, entry: TransparencyLogEntry) -> None:
    if reading.first_key_event is None:
        reading.first_key_event = entry.sequence
    span = reading.key_spans.setdefault(entry.content_hash, [None, None])
    if entry.event == "key-added":
        span[0] = entry.sequence
    elif span[1] is None:
        span[1] = entry.sequence


def _problems(
    certificate: Certificate,
    history: _LogHistory | None,
    keys: dict[str, str],
    reading: _ChainReading,
) -> Iterator[str]:
    if history is None:
        yield "not-in-log"
        return
    if abs(history.issued_at - certificate.issued_at) > CLOCK_SKEW:
        yield "back-dated"
    is_whole = certificate.withdrawn_at is None
    if is_whole and compute_content_hash(certificate, history.form) != history.content_hash:
        yield "record-changed"
    if not _was_active(keys.get(certificate.signing_key_id), history.signed_in, reading):
        yield "key-not-active"
    for column, (begin, end) in STATES.items():
        last = [event for event in history.events if event in begin + end][-1:]
        is_set = getattr(certificate, column) is not None
        if is_set != any(event in begin for event in last):
            yield "state-not-in-log"


def _was_active(key_hash: str | None, sequence: int, reading: _ChainReading) -> bool:
    """Whether the key was active. Unknown, hence True, before key events were logged."""
    if reading.first_key_event is None or sequence < reading.first_key_event:
        return True
    added, retired = reading.key_spans.get(key_hash or "", [None, None])
    return added is not None and added < sequence and (retired is None or sequence < retired)
