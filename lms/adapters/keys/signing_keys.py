"""Certificate signers on key files (the `Signers` port)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from certificates.keys import document_keys, ed25519_keys
from certificates.keys.document_keys import DocumentKeySigner
from certificates.keys.ed25519_keys import KeyUnusable
from certificates.keys.signing import KeySigner
from lms.adapters.keys.key_files import KeyDamaged, KeyReadableByOthers
from lms.kernel.errors import Unavailable


class SigningKeyLocked(Unavailable):
    code = "signing-key-locked"


ERRORS: dict[str, type[Unavailable]] = {
    "readable-by-others": KeyReadableByOthers,
    "damaged": KeyDamaged,
    "passphrase": SigningKeyLocked,
}
Stamp = tuple[int, int]
S = TypeVar("S")


class KeyFile(Generic[S]):
    """Signer of a key file, reloaded when the file is replaced, so rotation needs no restart."""

    def __init__(self, path: Path, load: Callable[[], S]) -> None:
        self._path, self._load = path, load
        self._loaded = self._read()

    def signer(self) -> S:
        """Return the current signer. Raises KeyDamaged, KeyReadableByOthers or SigningKeyLocked."""
        stamp, signer = self._loaded
        try:
            if self._stamp() == stamp:
                return signer
            self._loaded = self._read()
        except FileNotFoundError:  # keep the loaded signer; a running server creates no keys
            return signer
        return self._loaded[1]

    def _read(self) -> tuple[Stamp, S]:
        try:
            signer = self._load()
        except KeyUnusable as error:
            raise ERRORS[error.reason](file=str(error.path)) from error
        return self._stamp(), signer

    def _stamp(self) -> Stamp:
        status = self._path.stat()
        return status.st_ino, status.st_mtime_ns


@dataclass(frozen=True, slots=True)
class FileSigners:
    """The `Signers` port on files; keys are created at the first start."""

    certificate: KeyFile[KeySigner]
    specimen: KeyFile[KeySigner]
    document: KeyFile[DocumentKeySigner]
    specimen_document: KeyFile[DocumentKeySigner]

    @property
    def signer(self) -> KeySigner:
        return self.certificate.signer()

    @property
    def specimen_signer(self) -> KeySigner:
        return self.specimen.signer()

    @property
    def document_signer(self) -> DocumentKeySigner:
        return self.document.signer()

    @property
    def specimen_document_signer(self) -> DocumentKeySigner:
        return self.specimen_document.signer()


def open_signers(folder: Path, passphrase: str, *, host: str) -> FileSigners:
    """Open the signers of credentials and documents; `host` is the subject in X.509."""
    specimen, specimen_document = specimen_key_files(folder, passphrase, host=host)
    return FileSigners(
        KeyFile(
            folder / ed25519_keys.CERTIFICATE_KEY,
            lambda: ed25519_keys.load_signer(folder, passphrase),
        ),
        specimen,
        KeyFile(
            folder / document_keys.DOCUMENT_KEY,
            lambda: document_keys.load_document_signer(folder, passphrase, host=host),
        ),
        specimen_document,
    )


def specimen_key_files(
    folder: Path, passphrase: str, *, host: str
) -> tuple[KeyFile[KeySigner], KeyFile[DocumentKeySigner]]:
    """Return the specimen signers of credentials and documents."""
    return (
        KeyFile(
            folder / ed25519_keys.SPECIMEN_KEY,
            lambda: ed25519_keys.load_specimen_signer(folder, passphrase),
        ),
        KeyFile(
            folder / document_keys.SPECIMEN_DOCUMENT_KEY,
            lambda: document_keys.load_specimen_document_signer(folder, passphrase, host=host),
        ),
    )
