"""Private keys in files: 0600 in a folder 0700, optionally encrypted. Portable.

Key files that others can read are rejected, so that the program does not start.
"""

import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from certificates.atomic_files import write_atomically, write_if_absent

PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey


class KeyUnusable(Exception):
    """A signing key cannot be used. `reason` is readable-by-others, damaged or passphrase."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def create_private_key(path: Path, key: PrivateKey, passphrase: str) -> None:
    """Write a new key file, unless another process was faster."""
    write_if_absent(path, _pem(key, passphrase))


def replace_private_key(path: Path, key: PrivateKey, passphrase: str) -> None:
    """Overwrite a key file."""
    write_atomically(path, _pem(key, passphrase))


def read_private_key(path: Path, passphrase: str) -> PrivateKey:
    """Read a key file. Raises KeyUnusable, also for other types of keys."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnusable(path, "readable-by-others")
    pem = path.read_bytes()
    is_encrypted = pem.startswith(b"-----BEGIN ENCRYPTED")
    if is_encrypted and not passphrase:
        raise KeyUnusable(path, "passphrase")
    try:
        key = load_pem_private_key(pem, passphrase.encode() if is_encrypted else None)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(path, "passphrase" if is_encrypted else "damaged") from error
    if not isinstance(key, PrivateKey):
        raise KeyUnusable(path, "damaged")
    return key


def _pem(key: PrivateKey, passphrase: str) -> bytes:
    encryption: KeySerializationEncryption = NoEncryption()
    if passphrase:
        encryption = BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
