"""The Ed25519 keys that sign certificates: one that counts and one for specimens. Portable.

They stand in files of their own (0600 in a folder 0700), outside the database and the web root.
A key file that others can read stops the start.
"""

import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from certificates.new_files import write_new
from certificates.signing import KeySigner

KEY_ID_SIZE = 4
CERTIFICATE_KEY = "certificate-ed25519.pem"
SPECIMEN_KEY = "specimen-ed25519.pem"


class KeyRefused(Exception):
    """A signing key cannot be used. `reason` is readable-by-others, damaged or passphrase."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key that this installation signs or has signed with."""

    public_key: Ed25519PublicKey
    is_specimen: bool
    is_compromised: bool = False  # what it signed counts only where the record confirms it

    def has_signed(self, signature: bytes, message: bytes) -> bool:
        try:
            self.public_key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


KnownKeys = dict[bytes, KnownKey]


def key_id_of(public_key: bytes) -> bytes:
    """The `kid`: the first 4 bytes of SHA-256 of the raw public key."""
    return sha256(public_key).digest()[:KEY_ID_SIZE]


def load_signer(folder: Path, passphrase: str = "") -> KeySigner:
    """The signer of genuine certificates; its key is made at first start."""
    return _load(folder / CERTIFICATE_KEY, passphrase)


def load_specimen_signer(folder: Path, passphrase: str = "") -> KeySigner:
    """The signer of specimens, whose key is known to count for nothing."""
    return _load(folder / SPECIMEN_KEY, passphrase)


def known_keys(*, certificate: bytes, specimen: bytes) -> KnownKeys:
    """What a verifier needs, from raw public keys."""
    return {
        key_id_of(raw): KnownKey(Ed25519PublicKey.from_public_bytes(raw), is_specimen)
        for raw, is_specimen in ((specimen, True), (certificate, False))
    }


def _load(path: Path, passphrase: str) -> KeySigner:
    if not path.exists():
        _create(path, passphrase)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyRefused(path, "readable-by-others")
    private_key = _read(path, passphrase)
    public_key = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return KeySigner(key_id_of(public_key), public_key, private_key.sign)


def _read(path: Path, passphrase: str) -> Ed25519PrivateKey:
    pem = path.read_bytes()
    is_encrypted = pem.startswith(b"-----BEGIN ENCRYPTED")
    if is_encrypted and not passphrase:
        raise KeyRefused(path, "passphrase")
    try:
        key = load_pem_private_key(pem, passphrase.encode() if is_encrypted else None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(path, "passphrase" if is_encrypted else "damaged") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(path, "damaged")
    return key


def _create(path: Path, passphrase: str) -> None:
    """Of two starts at once, one wins."""
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    write_new(path, pem)
