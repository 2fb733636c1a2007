"""The issuer's keys as a did:web document and a JWK set, for third-party verifiers. Portable.

Retired keys stay in `assertionMethod`, so that their signatures still verify. Compromised keys
are removed. Keys of specimens are never listed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol

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
    """A public key of the issuer. A P-256 key is a point in either form of SEC 1."""

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
    """Return did:web:HOST, with %3A for the colon before a port."""
    return "did:web:" + host.replace(":", "%3A")


def verification_method(host: str, kid: str) -> str:
    """Return the id of a verification method, as in proofs and headers of tokens."""
    return f"{did_web(host)}#{kid}"


def did_document(
    host: str, keys: Iterable[KnownKey], *, former_hosts: Sequence[str] = ()
) -> dict[str, object]:
    """Build `/.well-known/did.json` of a host and its former names."""
    methods = [_method(name, key) for name in (host, *former_hosts) for key in _listed(keys)]
    document: dict[str, object] = {
        "@context": list(_CONTEXTS),
        "id": did_web(host),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
    also = [did_web(name) for name in former_hosts]
    return document | ({"alsoKnownAs": also} if also else {})


def jwk_set(
    host: str, keys: Iterable[KnownKey], *, former_hosts: Sequence[str] = ()
) -> dict[str, object]:
    """Build `/.well-known/jwks.json`; `kid` is that in the header of tokens."""
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
    """Return keys by verification method, for `data_integrity.verify` and `verify_token`."""
    chosen = [key for key in keys if key.algorithm == algorithm]
    return {
        verification_method(host, key.kid): VerificationKey(
            key.public_key, key.is_specimen, key.state == COMPROMISED, key.retired_at
        )
        for host in hosts
        for key in chosen
    }


def multikey(public_key: bytes) -> str:
    """Encode a raw Ed25519 key as `publicKeyMultibase`."""
    return encode_base58(_ED25519_PREFIX + public_key)


def jwk(key: KnownKey) -> dict[str, str]:
    """Return the key members of a public JWK (RFC 7517, RFC 8037)."""
    if key.algorithm == ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key.public_key)}
    numbers = EllipticCurvePublicKey.from_encoded_point(
        SECP256R1(), key.public_key
    ).public_numbers()
    x, y = (to_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


_ALGORITHMS = {ED25519: "EdDSA", P256: "ES256"}


def _listed(keys: Iterable[KnownKey]) -> list[KnownKey]:
    """Return the published keys, P-256 first: some token verifiers use the first key."""
    listed = [key for key in keys if key.state != COMPROMISED and not key.is_specimen]
    return sorted(listed, key=lambda key: key.algorithm != P256)


def _method(host: str, key: KnownKey) -> dict[str, object]:
    method: dict[str, object] = {
        "id": verification_method(host, key.kid),
        "controller": did_web(host),
    }
    if key.algorithm == ED25519:
        return method | {"type": "Multikey", "publicKeyMultibase": multikey(key.public_key)}
    public = jwk(key) | {"alg": _ALGORITHMS[key.algorithm]}
    return method | {"type": "JsonWebKey", "publicKeyJwk": public}
