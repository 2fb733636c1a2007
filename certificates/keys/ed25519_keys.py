"""Ed25519 keys that sign certificates: one genuine, one for specimens. Portable.

Each key has a file (0600 in a folder 0700), outside the database and the web root. The program
does not start with a key file that others can read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.keys.private_keys import (
    KeyUnusable,
    create_private_key,
    read_private_key,
    replace_private_key,
)
from certificates.keys.signing import KeySigner

if TYPE_CHECKING:  # avoids imports that codes do not need
    from certificates.keys.did import KnownKey as IssuerKey

__all__ = [
    "KeyUnusable",
    "KnownKey",
    "KnownKeys",
    "compute_key_id",
    "known_key",
    "known_keys",
    "load_signer",
    "load_specimen_signer",
    "qr_keys",
    "replace_key",
]

KEY_ID_SIZE = 4
CERTIFICATE_KEY = "certificate-ed25519.pem"
SPECIMEN_KEY = "specimen-ed25519.pem"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A current or former public key of this installation.

    Signatures made before `retired_at` stay valid.
    """

    public_key: Ed25519PublicKey
    is_specimen: bool
    is_compromised: bool = False  # signatures count only if the record confirms them
    retired_at: datetime | None = None

    def was_active_at(self, moment: datetime) -> bool:
        """Whether the key was not yet retired at a moment."""
        return self.retired_at is None or moment <= self.retired_at

    def has_signed(self, signature: bytes, message: bytes) -> bool:
        """Whether this is a signature of the key on the message."""
        try:
            self.public_key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


KnownKeys = dict[bytes, KnownKey]


def compute_key_id(public_key: bytes) -> bytes:
    """Compute the `kid`: the first 4 bytes of SHA-256 of the raw public key."""
    return sha256(public_key).digest()[:KEY_ID_SIZE]


def load_signer(folder: Path, passphrase: str = "") -> KeySigner:
    """Load the signer of genuine certificates; create its key if missing.

    Raises KeyUnusable.
    """
    return _load(folder / CERTIFICATE_KEY, passphrase)


def load_specimen_signer(folder: Path, passphrase: str = "") -> KeySigner:
    """Load the signer of specimens. Raises KeyUnusable."""
    return _load(folder / SPECIMEN_KEY, passphrase)


def known_keys(*, certificate: bytes, specimen: bytes) -> KnownKeys:
    """Build the keys of a verifier from two raw public keys, neither retired."""
    return {
        compute_key_id(raw): known_key(raw, is_specimen=is_specimen)
        for raw, is_specimen in ((specimen, True), (certificate, False))
    }


def known_key(
    raw: bytes,
    *,
    is_specimen: bool,
    is_compromised: bool = False,
    retired_at: datetime | None = None,
) -> KnownKey:
    """Build a key from its 32 raw bytes."""
    public_key = Ed25519PublicKey.from_public_bytes(raw)
    return KnownKey(public_key, is_specimen, is_compromised, retired_at)


def qr_keys(keys: "Iterable[IssuerKey]") -> KnownKeys:
    """Return all Ed25519 keys by their 4-byte id, for the verification of QR codes."""
    return {
        bytes.fromhex(key.kid): known_key(
            key.public_key,
            is_specimen=key.is_specimen,
            is_compromised=key.state == "compromised",
            retired_at=key.retired_at,
        )
        for key in keys
        if key.algorithm == "Ed25519"
    }


def replace_key(path: Path, passphrase: str = "") -> None:
    """Replace a key file by a new key."""
    replace_private_key(path, Ed25519PrivateKey.generate(), passphrase)


def _load(path: Path, passphrase: str) -> KeySigner:
    if not path.exists():
        create_private_key(path, Ed25519PrivateKey.generate(), passphrase)
    private_key = read_private_key(path, passphrase)
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyUnusable(path, "damaged")
    public_key = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return KeySigner(compute_key_id(public_key), public_key, private_key.sign)
