"""Data of the offline scanner: hosts, keys and signed status lists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certificates.issuer_host import parse_host
from certificates.records import queries
from certificates.status_lists import scanner_lists
from certificates.status_lists.set_entries import set_entries
from lms.kernel.ports import get_ports


@dataclass(frozen=True, slots=True)
class ScannerKey:
    """A signing key of codes; `state` is active, retired or compromised."""

    id: str
    public_key: bytes
    is_specimen: bool
    state: str
    retired_at: datetime | None


def issuer_hosts(session: Session) -> tuple[str, ...]:
    """Return the current host, then former hosts of printed certificates."""
    ports = get_ports(session)
    return (parse_host(ports.public_url).authority, *ports.former_hosts)


def scanner_keys(session: Session) -> tuple[ScannerKey, ...]:
    """Return all keys that signed codes, with leaked keys marked as such."""
    return tuple(
        ScannerKey(key.kid, key.public_key, key.is_specimen, key.state, key.retired_at)
        for key in queries.public_keys(session)
        if key.algorithm == "Ed25519"
    )


def signed_lists(session: Session, *, now: datetime) -> bytes:
    """Sign all current status lists for a week."""
    ports = get_ports(session)
    return scanner_lists.sign_lists(
        set_entries(session),
        host=parse_host(ports.public_url).authority,
        key_id=ports.signer.key_id,
        signer=ports.signer.sign,
        now=now,
    )
