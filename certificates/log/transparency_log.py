"""The append-only log of certificates: a chain of hashes that tells early from back-dated.

It holds ids and hashes of sealed bytes only, so erasing a person leaves the chain whole. How an
entry is hashed is its form, and an entry keeps the form that it was written in.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from certificates.models import Certificate, TransparencyLogEntry

GENESIS_HASH = "0" * 64
FORM_NARROW, FORM_WHOLE = 1, 2  # forms: entries from before 0022 cover fewer parts of a certificate
ISSUED_PARTS = (
    # what a certificate says or is held by, which changes only where it is signed anew
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
    """Writers of the log and of status lists follow one another; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE issuance_log IN SHARE ROW EXCLUSIVE MODE"))


def append(
    session: Session, *, event: str, certificate_id: UUID | None, content_hash: str, now: datetime
) -> None:
    """Add a link, without a certificate where it tells of a key. The caller holds the lock."""
    last = session.execute(
        select(TransparencyLogEntry.sequence, TransparencyLogEntry.entry_hash)
        .order_by(TransparencyLogEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    sequence, previous_hash = (last.sequence + 1, last.entry_hash) if last else (1, GENESIS_HASH)
    entry = TransparencyLogEntry(
        sequence=sequence,
        event=event,
        certificate_id=certificate_id,
        content_hash=content_hash,
        happened_at=now,
        previous_hash=previous_hash,
        form=FORM_WHOLE,
    )
    entry.entry_hash = compute_entry_hash(entry)
    session.add(entry)
    session.flush()  # the next link of this transaction must find it


def compute_content_hash(certificate: Certificate, form: int = FORM_WHOLE) -> str:
    """Of what was issued, the sealed parts as they stand."""
    if form == FORM_NARROW:
        return _narrow_content_hash(certificate)
    parts = [part for name in ISSUED_PARTS for part in (name, getattr(certificate, name))]
    return _hash_of_parts(*parts)


def compute_entry_hash(entry: TransparencyLogEntry) -> str:
    """The hash that the entry itself must bear, in the form that it was written in."""
    parts = (
        str(entry.sequence),
        entry.event,
        entry.certificate_id.hex if entry.certificate_id else "-",
        entry.content_hash,
        _instant(entry.happened_at),
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
        _instant(certificate.issued_at),
        certificate.signing_key_id,
        certificate.sealed_holder.hex(),
        certificate.sealed_qr.hex(),
    )
    return sha256("|".join(parts).encode()).hexdigest()


def _hash_of_parts(*parts: object) -> str:
    """Each part stands behind its length, so that none can run into the next."""
    digest = sha256()
    for part in parts:
        written = _written(part)
        digest.update(b"-" if written is None else b"%d:%b" % (len(written), written))
    return digest.hexdigest()


def _written(part: object) -> bytes | None:
    """One way of writing for each value of a column."""
    if part is None or isinstance(part, bytes):
        return part
    if isinstance(part, datetime):
        return _instant(part).encode()
    if isinstance(part, dict):
        return json.dumps(part, sort_keys=True, separators=(",", ":")).encode()
    return str(part).encode()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
