"""Replaces signing key files. The former private keys are deleted."""

from pathlib import Path
from typing import Final

from certificates.keys import document_keys, ed25519_keys
from lms.kernel.errors import Conflict

ALGORITHMS: Final = ("Ed25519", "P-256")


class KeysInToken(Conflict):
    """The keys are in a PKCS#11 token, where new ones need another label."""

    code = "signing-keys-in-token"


def replace_key_file(folder: Path, passphrase: str, algorithm: str) -> None:
    """Replace a key file. A running server uses the new key for its next signature."""
    if algorithm == "Ed25519":
        ed25519_keys.replace_key(folder / ed25519_keys.CERTIFICATE_KEY, passphrase)
    else:
        document_keys.replace_document_key(folder / document_keys.DOCUMENT_KEY, passphrase)
