"""What the outside world offers to services. It rides on the session: no service reads settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from sqlalchemy.orm import Session


class KeyWrapper(Protocol):
    """Wraps data keys with a key that stands outside the database."""

    def wrap(self, key: bytes, *, context: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes: ...

    def derive(self, purpose: bytes) -> bytes:
        """A key of 32 bytes for one purpose, such as the order of options."""
        ...


class Signer(Protocol):
    """Signs certificates. A file holds the key by default; a hardware module can take its place."""

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256 of the public key."""
        ...

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True)
class Ports:
    server_key: KeyWrapper
    signer: Signer | None
    specimen_signer: Signer | None  # its signatures are known to count for nothing
    public_url: str
    is_loopback: bool
    data_dir: Path
    former_hosts: tuple[str, ...] = field(default=())
    time_zone: str = "Asia/Jakarta"  # of dates on certificates


def ports_of(session: Session) -> Ports:
    return cast(Ports, session.info["ports"])
