"""Signing behind a port, so that a hardware module can take the place of a file. Portable."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from certificates.keys import cose
from certificates.qr.code import QrClaims, encode_claims, external_aad


class Signer(Protocol):
    """What signs certificates with Ed25519."""

    @property
    def key_id(self) -> bytes: ...

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class KeySigner:
    """Signs with a private key that this process holds; shows nothing of it."""

    key_id: bytes
    public_key: bytes
    _sign: Callable[[bytes], bytes] = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        return self._sign(message)


def sign_claims(claims: QrClaims, *, host: str, number: str, signer: Signer) -> bytes:
    """The COSE_Sign1 of a QR code, bound to the host and the number that stand beside it."""
    return cose.sign(
        encode_claims(claims),
        key_id=signer.key_id,
        external_aad=external_aad(host, number),
        signer=signer.sign,
    )
