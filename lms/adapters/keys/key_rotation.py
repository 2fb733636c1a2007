"""Puts new key files in the place of those that sign now; what stood there is gone."""

from pathlib import Path
from typing import Final

from certificates.keys import document_keys, ed25519_keys
from lms.kernel.errors import Conflict

ALGORITHMS: Final = ("Ed25519", "P-256")


class KeysInToken(Conflict):
    """The keys stand in a token: new ones are made under another label."""

    code = "signing-keys-in-token"


def replace_key_file(folder: Path, passphrase: str, algorithm: str) -> None:
    """A running program signs with the new key from its next signature on."""
    if algorithm == "Ed25519":
        ed25519_keys.replace_key(folder / ed25519_keys.CERTIFICATE_KEY, passphrase)
    else:
        document_keys.replace_document_key(folder / document_keys.DOCUMENT_KEY, passphrase)
