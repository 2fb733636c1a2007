"""What the ledger records with an entry of the transparency log, so that a restore can replay it.

Only ids, states, public keys and sealed bytes.
"""

from base64 import b64encode
from typing import Any

from sqlalchemy.orm import Session

from certificates.models import Certificate, SigningKey, TransparencyLogEntry
from lms.kernel.ledger import note

STATE_COLUMNS = (
    "revocation_reason",
    "suspension_reason",
    "replaced_for",
    "generation",
    "signing_key_id",
)
STATE_TIMES = ("revoked_at", "suspended_at", "replaced_at")


def note_certificate_event(
    session: Session, entry: TransparencyLogEntry, certificate: Certificate
) -> None:
    """Note an entry and the state of its certificate after the event."""
    record = {name: getattr(certificate, name) for name in STATE_COLUMNS}
    record |= {
        name: moment.isoformat() if (moment := getattr(certificate, name)) else None
        for name in STATE_TIMES
    }
    replaced_by_id = certificate.replaced_by_id
    record |= {
        "list_number": certificate.list_number,
        "status_index": certificate.status_index,
        "replaced_by_id": str(replaced_by_id) if replaced_by_id else None,
    }
    if entry.event == "re-signed":
        record["sealed_qr"] = b64encode(certificate.sealed_qr).decode()
    note(session, "log", entry=_values(entry), certificate=record)


def note_key_event(session: Session, entry: TransparencyLogEntry, key: SigningKey) -> None:
    """Note an entry and the public key that it is about."""
    der = key.certificate_der
    record = {
        "kid": key.kid,
        "algorithm": key.algorithm,
        "is_specimen": key.is_specimen,
        "public_key": b64encode(key.public_key).decode(),
        "certificate_der": b64encode(der).decode() if der is not None else None,
    }
    note(session, "log", entry=_values(entry), key=record)


def _values(entry: TransparencyLogEntry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "event": entry.event,
        "certificate_id": str(entry.certificate_id) if entry.certificate_id else None,
        "content_hash": entry.content_hash,
        "happened_at": entry.happened_at.isoformat(),
        "previous_hash": entry.previous_hash,
        "entry_hash": entry.entry_hash,
        "form": entry.form,
    }
