"""What services need from outside. Stored in `session.info`; no service reads settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:  # commands that need no database import this module
    from sqlalchemy.orm import Session


class KeyWrapper(Protocol):
    """Wraps data keys with a key that is stored outside the database."""

    def wrap(self, key: bytes, *, context: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes: ...

    def derive(self, purpose: bytes) -> bytes:
        """A key of 32 bytes for one purpose, such as the order of options."""
        ...


class Signer(Protocol):
    """Signs credentials and QR codes with Ed25519. The key is in a file or a PKCS#11 token."""

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256 of the public key."""
        ...

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


class DocumentSigner(Protocol):
    """Signs tokens and seals PDFs with P-256."""

    @property
    def key_id(self) -> str:
        """The thumbprint of RFC 7638, in base64url."""
        ...

    @property
    def public_key(self) -> bytes:
        """The uncompressed point, 65 bytes."""
        ...

    @property
    def public_jwk(self) -> dict[str, str]: ...

    @property
    def certificate_der(self) -> bytes:
        """Self-signed X.509 certificate with the host name; PDF readers show it."""
        ...

    def sign_es256(self, message: bytes) -> bytes:
        """r||s, 64 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class PublicAnswerKey:
    """Public key to which phones encrypt files: id and uncompressed P-256 point."""

    kid: str
    point: bytes


class AnswerKeys(Protocol):
    """Decrypts files of phones, also those encrypted to a replaced key."""

    @property
    def public(self) -> PublicAnswerKey: ...

    def has(self, kid: str) -> bool: ...

    def unseal(self, kid: str, ephemeral: bytes, sealed: bytes, *, label: bytes) -> bytes | None:
        """The plain text, or None if key or label do not match or the data was changed.

        `label` names the format.
        """
        ...


class Ledger(Protocol):
    """Append-only record outside the database of what a restored backup must not undo."""

    def append(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Store the lines for good before returning. Raises LedgerNotWritable."""
        ...


class Signers(Protocol):
    """Current signers. Each access returns a snapshot, because a command may replace a key."""

    @property
    def signer(self) -> Signer: ...

    @property
    def specimen_signer(self) -> Signer: ...

    @property
    def document_signer(self) -> DocumentSigner: ...

    @property
    def specimen_document_signer(self) -> DocumentSigner: ...


@dataclass(frozen=True)
class Ports:
    """Ports of an installation. Specimen signers sign trial certificates, which prove nothing."""

    server_key: KeyWrapper
    signers: Signers
    answer_keys: AnswerKeys
    ledger: Ledger
    public_url: str
    is_loopback: bool
    data_dir: Path
    former_hosts: tuple[str, ...] = field(default=())
    time_zone: str = "Asia/Jakarta"  # of dates on certificates
    unprintable: Callable[[str], str] = lambda text: ""  # what no font for certificates has

    @property
    def signer(self) -> Signer:
        return self.signers.signer

    @property
    def specimen_signer(self) -> Signer:
        return self.signers.specimen_signer

    @property
    def document_signer(self) -> DocumentSigner:
        return self.signers.document_signer

    @property
    def specimen_document_signer(self) -> DocumentSigner:
        return self.signers.specimen_document_signer


def get_ports(session: "Session") -> Ports:
    """The ports that the entry point stored in the session."""
    return cast(Ports, session.info["ports"])
