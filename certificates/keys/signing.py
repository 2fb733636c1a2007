"""Port for signing, so that a hardware module can replace a key file. Portable."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from certificates.keys import cose
from certificates.qr.code import QrClaims, encode_claims, external_aad


class Signer(Protocol):
    """Signs certificates with Ed25519."""

    @property
    def key_id(self) -> bytes: ...

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class KeySigner:
    """Signs with a private key in this process and never shows it."""

    key_id: bytes
    public_key: bytes
    _sign: Callable[[bytes], bytes] = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        return self._sign(message)


def sign_claims(claims: QrClaims, *, host: str, number: str, signer: Signer) -> bytes:
    """Sign the claims of a QR code, bound to host and number, as COSE_Sign1."""
    return cose.sign(
        encode_claims(claims),
        key_id=signer.key_id,
        external_aad=external_aad(host, number),
        signer=signer.sign,
    )
