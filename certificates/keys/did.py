"""The issuer's keys as did:web and as a JWK set: what foreign verifiers ask for. Portable.

A retired key stays in `assertionMethod`, since removing it would fail all that it signed. A
compromised one goes. Keys that sign specimens are never listed: nobody shall take one for genuine.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from certificates.multibase import encode_base58, to_base64url
from certificates.open_badges.data_integrity import VerificationKey

ED25519: Final = "Ed25519"
P256: Final = "P-256"
COMPROMISED: Final = "compromised"

_ED25519_PREFIX = b"\xed\x01"  # multicodec ed25519-pub
_CONTEXTS = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)


class KnownKey(Protocol):
    """A public key of the issuer. A P-256 key is a point in one of SEC 1's two forms."""

    @property
    def kid(self) -> str: ...
    @property
    def algorithm(self) -> str: ...
    @property
    def public_key(self) -> bytes: ...
    @property
    def state(self) -> str: ...
    @property
    def is_specimen(self) -> bool: ...
    @property
    def retired_at(self) -> datetime | None: ...


def did_web(host: str) -> str:
    """did:web:HOST; the colon before a port is written as %3A."""
    return "did:web:" + host.replace(":", "%3A")


def verification_method(host: str, kid: str) -> str:
    """The name of a verification method, as it stands in proofs and in the header of tokens."""
    return f"{did_web(host)}#{kid}"


def did_document(
    host: str, keys: Iterable[KnownKey], *, former_hosts: Sequence[str] = ()
) -> dict[str, Any]:
    """What stands at `/.well-known/did.json` of this host, former names of it included."""
    methods = [_method(name, key) for name in (host, *former_hosts) for key in _listed(keys)]
    document = {
        "@context": list(_CONTEXTS),
        "id": did_web(host),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
    also = [did_web(name) for name in former_hosts]
    return document | ({"alsoKnownAs": also} if also else {})


def jwk_set(
    host: str, keys: Iterable[KnownKey], *, former_hosts: Sequence[str] = ()
) -> dict[str, Any]:
    """What stands at `/.well-known/jwks.json`; `kid` is the one in the header of tokens."""
    return {
        "keys": [
            jwk(key)
            | {
                "kid": verification_method(name, key.kid),
                "use": "sig",
                "alg": _ALGORITHMS[key.algorithm],
            }
            for name in (host, *former_hosts)
            for key in _listed(keys)
        ]
    }


def verification_keys(
    keys: Iterable[KnownKey], hosts: Iterable[str], *, algorithm: str
) -> dict[str, VerificationKey]:
    """What `data_integrity.verify` and `token.verify_token` ask: keys by verification method."""
    chosen = [key for key in keys if key.algorithm == algorithm]
    return {
        verification_method(host, key.kid): VerificationKey(
            key.public_key, key.is_specimen, key.state == COMPROMISED, key.retired_at
        )
        for host in hosts
        for key in chosen
    }


def multikey(public_key: bytes) -> str:
    """`publicKeyMultibase` of a raw Ed25519 key."""
    return encode_base58(_ED25519_PREFIX + public_key)


def jwk(key: KnownKey) -> dict[str, str]:
    """The members of a public JWK that describe the key (RFC 7517, RFC 8037)."""
    if key.algorithm == ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key.public_key)}
    numbers = EllipticCurvePublicKey.from_encoded_point(
        SECP256R1(), key.public_key
    ).public_numbers()
    x, y = (to_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


_ALGORITHMS = {ED25519: "EdDSA", P256: "ES256"}


def _listed(keys: Iterable[KnownKey]) -> list[KnownKey]:
    """P-256 first: some readers of tokens take the first key of a document for its signer's."""
    listed = [key for key in keys if key.state != COMPROMISED and not key.is_specimen]
    return sorted(listed, key=lambda key: key.algorithm != P256)


def _method(host: str, key: KnownKey) -> dict[str, Any]:
    method: dict[str, Any] = {"id": verification_method(host, key.kid), "controller": did_web(host)}
    if key.algorithm == ED25519:
        return method | {"type": "Multikey", "publicKeyMultibase": multikey(key.public_key)}
    public = jwk(key) | {"alg": _ALGORITHMS[key.algorithm]}
    return method | {"type": "JsonWebKey", "publicKeyJwk": public}
