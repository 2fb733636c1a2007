"""The append-only log of certificates: a chain of hashes that tells early from back-dated.

It holds ids and hashes of sealed bytes only, so erasing a person leaves the chain whole.
"""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from certificates.models import Certificate, IssuanceLogEntry

FIRST = "0" * 64


def lock(session: Session) -> None:
    """Writers of the log and of status lists follow one another; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE issuance_log IN SHARE ROW EXCLUSIVE MODE"))


def append(
    session: Session, *, event: str, certificate_id: UUID | None, content_hash: str, now: datetime
) -> None:
    """Add a link, without a certificate where it tells of a key. The caller holds the lock."""
    last = session.execute(
        select(IssuanceLogEntry.sequence, IssuanceLogEntry.entry_hash)
        .order_by(IssuanceLogEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    sequence, previous_hash = (last.sequence + 1, last.entry_hash) if last else (1, FIRST)
    entry = IssuanceLogEntry(
        sequence=sequence,
        event=event,
        certificate_id=certificate_id,
        content_hash=content_hash,
        happened_at=now,
        previous_hash=previous_hash,
    )
    entry.entry_hash = hash_of(entry)
    session.add(entry)
    session.flush()  # the next link of this transaction must find it


def content_hash_of(certificate: Certificate) -> str:
    """Of what was issued, the sealed parts as they stand."""
    parts = (
        certificate.number,
        certificate.enrolment_id.hex,
        certificate.achievement_code,
        str(certificate.level),
        str(certificate.is_pilot),
        str(certificate.is_specimen),
        certificate.host,
        _instant(certificate.issued_at),
        certificate.signing_key_id,
        certificate.sealed_holder.hex(),
        certificate.sealed_qr.hex(),
    )
    return sha256("|".join(parts).encode()).hexdigest()


def first_broken_link(session: Session) -> int | None:
    """The sequence of the first entry that does not follow from the one before it."""
    expected, previous_hash = 1, FIRST
    for entry in session.scalars(select(IssuanceLogEntry).order_by(IssuanceLogEntry.sequence)):
        follows = entry.sequence == expected and entry.previous_hash == previous_hash
        if not follows or entry.entry_hash != hash_of(entry):
            return entry.sequence
        expected, previous_hash = expected + 1, entry.entry_hash
    return None


def hash_of(entry: IssuanceLogEntry) -> str:
    parts = (
        str(entry.sequence),
        entry.event,
        entry.certificate_id.hex if entry.certificate_id else "-",
        entry.content_hash,
        _instant(entry.happened_at),
        entry.previous_hash,
    )
    return sha256("|".join(parts).encode()).hexdigest()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
