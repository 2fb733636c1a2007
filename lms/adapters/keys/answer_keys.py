"""P-256 keys to which phones encrypt files (the `AnswerKeys` port on key files).

Pages of tests and the state of a kept course contain the current public key. Former keys are kept
under their ids, since a file may be delivered weeks later. Encryption is ECDH with an ephemeral key
for each file, HKDF-SHA-256 and AES-256-GCM, which all browsers with WebCrypto offer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from certificates.atomic_files import write_atomically, write_if_absent
from lms.adapters.keys.key_files import KeyDamaged, require_private_file
from lms.adapters.keys.signing_keys import KeyFile
from lms.kernel.ports import PublicAnswerKey

CURRENT_FILE: Final = "answers-p256.pem"
FORMER_FILE: Final = "answers-p256-{}.pem"
NONCE_SIZE: Final = 12


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """A private key that opens files of phones."""

    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> PublicAnswerKey:
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return PublicAnswerKey(sha256(point).hexdigest()[:16], point)

    def unseal(self, ephemeral: bytes, sealed: bytes, *, label: bytes) -> bytes | None:
        """Decrypt, or return None if the data has another key or label, or was changed."""
        try:
            ephemeral_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ephemeral)
        except ValueError:
            return None
        shared = self.private.exchange(ec.ECDH(), ephemeral_key)
        info = label + ephemeral + self.public.point
        key = HKDF(SHA256(), 32, salt=None, info=info).derive(shared)
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], label)
        except (InvalidTag, ValueError):
            return None


class FileAnswerKeys:
    """The `AnswerKeys` port. Creates the current key if it is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        current = folder / CURRENT_FILE
        if not current.exists():
            write_if_absent(current, new_key())
        self._current = KeyFile(current, lambda: load_key(current))

    @property
    def public(self) -> PublicAnswerKey:
        return self._current.signer().public

    def has(self, kid: str) -> bool:
        return any(key.public.kid == kid for key in self._keys())

    def unseal(self, kid: str, ephemeral: bytes, sealed: bytes, *, label: bytes) -> bytes | None:
        for key in self._keys():
            if key.public.kid == kid:
                return key.unseal(ephemeral, sealed, label=label)
        return None

    def _keys(self) -> Iterator[AnswerKey]:
        yield self._current.signer()
        for path in sorted(self._folder.glob(FORMER_FILE.format("*"))):
            yield load_key(path)


def replace_answer_key(folder: Path) -> str:
    """Create a new current key, keep the former one under its id, and return that id."""
    current = folder / CURRENT_FILE
    former = load_key(current).public.kid
    write_if_absent(folder / FORMER_FILE.format(former), current.read_bytes())
    write_atomically(current, new_key())
    return former


def load_key(path: Path) -> AnswerKey:
    """Raises KeyReadableByOthers or KeyDamaged."""
    require_private_file(path)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        raise KeyDamaged(file=str(path)) from None
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise KeyDamaged(file=str(path))
    return AnswerKey(private)


def new_key() -> bytes:
    """Return a new private key as PEM."""
    private = ec.generate_private_key(ec.SECP256R1())
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
