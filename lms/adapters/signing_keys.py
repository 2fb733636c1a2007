"""The signers of certificates from key files, with an error of ours where a file cannot be used."""

from pathlib import Path

from certificates.keys import KeyRefused, load_signer, load_specimen_signer
from lms.adapters.key_files import KeyDamaged, KeyReadableByOthers
from lms.kernel.errors import Unavailable
from lms.kernel.ports import Signer


class SigningKeyLocked(Unavailable):
    code = "signing-key-locked"


ERRORS: dict[str, type[Unavailable]] = {
    "readable-by-others": KeyReadableByOthers,
    "damaged": KeyDamaged,
    "passphrase": SigningKeyLocked,
}


def open_signers(folder: Path, passphrase: str) -> tuple[Signer, Signer]:
    """The signer of genuine certificates and that of specimens; keys are made at first start."""
    try:
        return load_signer(folder, passphrase), load_specimen_signer(folder, passphrase)
    except KeyRefused as refused:
        raise ERRORS[refused.reason](file=str(refused.path)) from refused
