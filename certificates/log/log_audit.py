"""Checks the issuance log, and each certificate against it.

The log is a chain: nobody takes out, changes or slips in an entry without breaking it, and whoever
noted its head once also finds a chain that was written anew. A certificate that was put into the
table, or signed with a leaked key, has no entry at the time it claims.
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
from certificates.models import Certificate, SigningKey, TransparencyLogEntry

BATCH = 1_000
CLOCKS = timedelta(seconds=1)  # the record holds whole seconds
STATES = {
    # a column of the record, and the events that set it and those that clear it
    "revoked_at": (("revoked",), ()),
    "withdrawn_at": (("withdrawn",), ()),
    "kept_at": (("kept",), ("withdrawn",)),
    "suspended_at": (("suspended",), ("restored",)),
    "replaced_at": (("superseded", "renewed"), ()),
}


@dataclass(frozen=True, slots=True)
class LogFinding:
    """`problem` is chain-broken, time-runs-back, head-differs, not-in-log, record-missing,
    record-changed, back-dated, key-not-active or state-not-in-log."""

    problem: str
    sequence: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class LogReport:
    """`head` is the last entry as SEQUENCE:HASH, for noting elsewhere."""

    head: str
    entries: int
    certificates: int
    findings: tuple[LogFinding, ...]


@dataclass(slots=True)
class _Story:
    """What the log tells of one certificate."""

    issued_at: datetime
    sequence: int
    content_hash: str
    form: int  # of the entry that the content hash is from
    signed_in: int  # its sequence
    events: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What a walk along the chain gathers."""

    head: str = f"0:{GENESIS_HASH}"
    entries: int = 0
    stories: dict[UUID, _Story] = field(default_factory=dict)
    key_spans: dict[str, list[int | None]] = field(default_factory=dict)  # by hash: from, until
    first_key_event: int | None = None
    findings: list[LogFinding] = field(default_factory=list)


def check_log(session: Session, *, expected_head: str | None = None) -> LogReport:
    """`expected_head` is an earlier head: the chain must still contain it."""
    reading = _read_chain(session, expected_head)
    keys = {
        kid: sha256(public_key).hexdigest()
        for kid, public_key in session.execute(select(SigningKey.kid, SigningKey.public_key))
    }
    checked = 0
    query = select(Certificate).order_by(Certificate.id).execution_options(yield_per=BATCH)
    for certificate in session.scalars(query):
        checked += 1
        story = reading.stories.pop(certificate.id, None)
        reading.findings.extend(
            LogFinding(problem, story.sequence if story else None, certificate.number)
            for problem in _problems(certificate, story, keys, reading)
        )
        session.expunge(certificate)
    reading.findings.extend(
        LogFinding("record-missing", story.sequence) for story in reading.stories.values()
    )
    return LogReport(reading.head, reading.entries, checked, tuple(reading.findings))


def _read_chain(session: Session, expected_head: str | None) -> _Reading:
    reading, previous_hash, last_moment, form = _Reading(), GENESIS_HASH, None, FORM_NARROW
    has_head = expected_head is None
    query = select(TransparencyLogEntry).order_by(TransparencyLogEntry.sequence)
    rows = session.scalars(query.execution_options(yield_per=BATCH))
    for entry in rows:
        reading.entries += 1
        follows = entry.sequence == reading.entries and entry.previous_hash == previous_hash
        if not follows or entry.form < form or entry.entry_hash != compute_entry_hash(entry):
            reading.findings.append(LogFinding("chain-broken", entry.sequence))
            rows.close()  # what stands behind a break says nothing
            break
        if last_moment is not None and entry.happened_at < last_moment - CLOCKS:
            reading.findings.append(LogFinding("time-runs-back", entry.sequence))
        previous_hash, last_moment, form = entry.entry_hash, entry.happened_at, entry.form
        reading.head = f"{entry.sequence}:{entry.entry_hash}"
        has_head = has_head or reading.head == expected_head
        _note(reading, entry)
        session.expunge(entry)
    if not has_head:
        reading.findings.append(LogFinding("head-differs"))
    return reading


def _note(reading: _Reading, entry: TransparencyLogEntry) -> None:
    if entry.certificate_id is None:
        _note_key(reading, entry)
        return
    story = reading.stories.get(entry.certificate_id)
    if story is None:
        story = _Story(
            entry.happened_at, entry.sequence, entry.content_hash, entry.form, entry.sequence
        )
        reading.stories[entry.certificate_id] = story
    elif entry.event == "re-signed":
        story.content_hash, story.form = entry.content_hash, entry.form
        story.signed_in = entry.sequence
    story.events.append(entry.event)


def _note_key(reading: _Reading, entry: TransparencyLogEntry) -> None:
    if reading.first_key_event is None:
        reading.first_key_event = entry.sequence
    span = reading.key_spans.setdefault(entry.content_hash, [None, None])
    if entry.event == "key-added":
        span[0] = entry.sequence
    elif span[1] is None:
        span[1] = entry.sequence


def _problems(
    certificate: Certificate, story: _Story | None, keys: dict[str, str], reading: _Reading
) -> Iterator[str]:
    if story is None:
        yield "not-in-log"
        return
    if abs(story.issued_at - certificate.issued_at) > CLOCKS:
        yield "back-dated"
    is_whole = certificate.withdrawn_at is None
    if is_whole and compute_content_hash(certificate, story.form) != story.content_hash:
        yield "record-changed"
    if not _was_active(keys.get(certificate.signing_key_id), story.signed_in, reading):
        yield "key-not-active"
    for column, (begin, end) in STATES.items():
        last = [event for event in story.events if event in begin + end][-1:]
        is_set = getattr(certificate, column) is not None
        if is_set != any(event in begin for event in last):
            yield "state-not-in-log"


def _was_active(key_hash: str | None, sequence: int, reading: _Reading) -> bool:
    """Entries from before keys stood in the log have nothing to be held against."""
    if reading.first_key_event is None or sequence < reading.first_key_event:
        return True
    added, retired = reading.key_spans.get(key_hash or "", [None, None])
    return added is not None and added < sequence and (retired is None or sequence < retired)
