"""The signers of certificates from key files, with an error of ours where a file cannot be used."""

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
    """The signer of one file, read again once the file is another: a rotation needs no restart."""

    def __init__(self, path: Path, load: Callable[[], S]) -> None:
        self._path, self._load = path, load
        self._held = self._read()

    def signer(self) -> S:
        stamp, held = self._held
        try:
            if self._stamp() == stamp:
                return held
            self._held = self._read()
        except FileNotFoundError:  # never made anew while we run: what is held goes on
            return held
        return self._held[1]

    def _read(self) -> tuple[Stamp, S]:
        try:
            signer = self._load()
        except KeyUnusable as refused:
            raise ERRORS[refused.reason](file=str(refused.path)) from refused
        return self._stamp(), signer

    def _stamp(self) -> Stamp:
        found = self._path.stat()
        return found.st_ino, found.st_mtime_ns


@dataclass(frozen=True, slots=True)
class FileSigners:
    """The `Signers` port on files; keys are made at first start."""

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
    """Of credentials and of documents, genuine and specimen. `host` stands in X.509."""
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
