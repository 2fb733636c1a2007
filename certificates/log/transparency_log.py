"""The append-only transparency log: a hash chain of events of certificates and signing keys.

It has ids and hashes of sealed bytes only, so that erasing a person leaves the chain whole. `form`
is the version of the hashed fields; an entry keeps the form that it was written in.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from certificates.log.ledger_records import note_certificate_event, note_key_event
from certificates.models import Certificate, SigningKey, TransparencyLogEntry

GENESIS_HASH = "0" * 64
FORM_NARROW, FORM_WHOLE = 1, 2  # forms: entries from before 0022 cover fewer parts of a certificate
ISSUED_PARTS = (
    # columns of a certificate that change only when its signatures are reissued
    "id",
    "number",
    "enrolment_id",
    "person_id",
    "achievement_code",
    "title_id",
    "title_en",
    "hours",
    "level",
    "is_pilot",
    "is_specimen",
    "issuer_id",
    "host",
    "completed_on",
    "issued_at",
    "valid_until",
    "list_number",
    "status_index",
    "signing_key_id",
    "data_key_id",
    "sealed_holder",
    "sealed_qr",
    "replaces_id",
    "generation",
    "achievement_details",
)


def lock(session: Session) -> None:
    """Serialise writers of the log and of status lists; SQLite has a single writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE issuance_log IN SHARE ROW EXCLUSIVE MODE"))


def append(
    session: Session, *, event: str, certificate_id: UUID, content_hash: str, now: datetime
) -> None:
    """Append an event of a certificate, also to the ledger. The caller holds the lock.

    The record of the certificate already has the state after the event.
    """
    entry = _append(session, event, certificate_id, content_hash, now)
    note_certificate_event(session, entry, session.get_one(Certificate, certificate_id))


def append_key_event(session: Session, *, event: str, key: SigningKey, now: datetime) -> None:
    """Append an event of a signing key, also to the ledger. The caller holds the lock."""
    content_hash = sha256(key.public_key).hexdigest()
    note_key_event(session, _append(session, event, None, content_hash, now), key)


def _append(
    session: Session, event: str, certificate_id: UUID | None, content_hash: str, now: datetime
) -> TransparencyLogEntry:
    sequence, previous_hash = read_head(session)
    entry = TransparencyLogEntry(
        sequence=sequence + 1,
        event=event,
        certificate_id=certificate_id,
        content_hash=content_hash,
        happened_at=now,
        previous_hash=previous_hash,
        form=FORM_WHOLE,
    )
    entry.entry_hash = compute_entry_hash(entry)
    session.add(entry)
    session.flush()  # the next entry of this transaction follows it
    return entry


def read_head(session: Session) -> tuple[int, str]:
    """Return sequence and hash of the last entry; 0 and GENESIS_HASH for an empty log."""
    last = session.execute(
        select(TransparencyLogEntry.sequence, TransparencyLogEntry.entry_hash)
        .order_by(TransparencyLogEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    return (last.sequence, last.entry_hash) if last else (0, GENESIS_HASH)


def compute_content_hash(certificate: Certificate, form: int = FORM_WHOLE) -> str:
    """Hash the issued columns, sealed data as stored."""
    if form == FORM_NARROW:
        return _narrow_content_hash(certificate)
    parts = [part for name in ISSUED_PARTS for part in (name, getattr(certificate, name))]
    return _hash_of_parts(*parts)


def compute_entry_hash(entry: TransparencyLogEntry) -> str:
    """Compute the hash of an entry in its form."""
    parts = (
        str(entry.sequence),
        entry.event,
        entry.certificate_id.hex if entry.certificate_id else "-",
        entry.content_hash,
        _timestamp(entry.happened_at),
        entry.previous_hash,
    )
    if entry.form == FORM_NARROW:
        return sha256("|".join(parts).encode()).hexdigest()
    return _hash_of_parts(entry.form, *parts)


def _narrow_content_hash(certificate: Certificate) -> str:
    parts = (
        certificate.number,
        certificate.enrolment_id.hex,
        certificate.achievement_code,
        str(certificate.level),
        str(certificate.is_pilot),
        str(certificate.is_specimen),
        certificate.host,
        _timestamp(certificate.issued_at),
        certificate.signing_key_id,
        certificate.sealed_holder.hex(),
        certificate.sealed_qr.hex(),
    )
    return sha256("|".join(parts).encode()).hexdigest()


def _hash_of_parts(*parts: object) -> str:
    """Hash each part with its length, so that the boundaries are covered."""
    digest = sha256()
    for part in parts:
        encoded = _encode(part)
        digest.update(b"-" if encoded is None else b"%d:%b" % (len(encoded), encoded))
    return digest.hexdigest()


def _encode(part: object) -> bytes | None:
    """Encode a column value in its one canonical way."""
    if part is None or isinstance(part, bytes):
        return part
    if isinstance(part, datetime):
        return _timestamp(part).encode()
    if isinstance(part, dict):
        return json.dumps(part, sort_keys=True, separators=(",", ":")).encode()
    return str(part).encode()


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
