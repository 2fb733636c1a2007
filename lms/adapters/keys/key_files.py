"""Secret files of the data folder: created with mode 0600, rejected if others can read them."""

import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from certificates.atomic_files import write_if_absent
from lms.kernel.errors import Unavailable

SECRET_SIZE = 32
NONCE_SIZE = 12


class KeyReadableByOthers(Unavailable):
    code = "key-readable-by-others"


class KeyDamaged(Unavailable):
    code = "key-damaged"


def load_or_create_secret(path: Path) -> bytes:
    """Return the 32 bytes of a secret file, created if missing, also by concurrent starts.

    Raises KeyReadableByOthers or KeyDamaged.
    """
    if not path.exists():
        write_if_absent(path, secrets.token_bytes(SECRET_SIZE))
    require_private_file(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_SIZE:
        raise KeyDamaged(file=str(path))
    return secret


def require_private_file(path: Path) -> None:
    """Raises KeyReadableByOthers."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyReadableByOthers(file=str(path))


class FileServerKey:
    """Wraps data keys with the key of a file (the `KeyWrapper` port)."""

    def __init__(self, path: Path) -> None:
        self._secret = load_or_create_secret(path)
        self._wrapping = AESGCM(self.derive(b"wrap data keys"))

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_SIZE)
        return nonce + self._wrapping.encrypt(nonce, key, context)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        return self._wrapping.decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], context)

    def derive(self, purpose: bytes) -> bytes:
        return derive_from(self._secret, purpose)


def derive_from(secret: bytes, purpose: bytes) -> bytes:
    """Return 32 bytes for one purpose, from which the secret cannot be found."""
    return HKDF(SHA256(), SECRET_SIZE, salt=None, info=b"payung|" + purpose).derive(secret)
