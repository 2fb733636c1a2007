"""Credentials as VC-JWT with ES256 (Open Badges 3.0, section 8.2). Portable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from certificates.multibase import InvalidMultibase, from_base64url, to_base64url
from certificates.open_badges.data_integrity import VerificationKey, parse_timestamp, trusted_key
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.status_lists.bitstring import JWT_ENDING
from certificates.strict_json import JsonMapping, JsonObject, json_bytes, parse_json_object

ALGORITHM: Final = "ES256"
MAX_LENGTH: Final = 64 * 1024

_HALF = 32  # bytes of r, and of s
_REGISTERED = {"iss", "jti", "sub", "nbf", "exp"}


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """A token with a valid signature and claims that agree with its credential."""

    credential: JsonObject
    verification_method: str
    key: VerificationKey


class TokenSigner(Protocol):
    """Signs with P-256."""

    def sign_es256(self, message: bytes) -> bytes:
        """Raw r and s, 32 bytes each."""
        ...


def sign_token(credential: JsonMapping, *, signer: TokenSigner, verification_method: str) -> str:
    """Sign a credential or status list without a proof as a compact token.

    The token names the token form of its status list, since its verifiers expect that.
    """
    header = {"alg": ALGORITHM, "kid": verification_method, "typ": "JWT"}
    credential = _naming_token_list(credential)
    payload = {**credential, **_registered_claims(credential)}
    message = f"{to_base64url(json_bytes(header))}.{to_base64url(json_bytes(payload))}"
    return f"{message}.{to_base64url(signer.sign_es256(message.encode()))}"


def verify_token(token: str, keys: Mapping[str, VerificationKey]) -> VerifiedToken:
    """Verify a token. Raises DocumentRejected.

    `keys` are P-256, by verification method. Expiry and revocation are not checked here.
    """
    if len(token) > MAX_LENGTH:
        raise DocumentRejected(RejectionReason.TOO_LARGE)
    match token.split("."):
        case [header, payload, signature]:
            method, body = _method(_object(header)), _bytes(payload)
        case _:
            raise DocumentRejected(RejectionReason.JWT_FORM)
    key = trusted_key(keys, method)
    _check_signature(key, _bytes(signature), f"{header}.{payload}".encode())
    claims = parse_json_object(body)
    credential = {name: value for name, value in claims.items() if name not in _REGISTERED}
    _check_claims(claims, credential, controller=method.partition("#")[0])
    return VerifiedToken(credential, method, key)


def is_token(text: str) -> bool:
    """Whether a text looks like a token."""
    return text.startswith("ey") and text.count(".") == 2  # noqa: PLR2004  three parts


def _naming_token_list(credential: JsonMapping) -> JsonObject:
    if "credentialStatus" not in credential:
        return dict(credential)
    status = credential["credentialStatus"]
    address = status["statusListCredential"] + JWT_ENDING
    named = {"id": f"{address}#{status['statusListIndex']}", "statusListCredential": address}
    return {**credential, "credentialStatus": {**status, **named}}


def _registered_claims(credential: JsonMapping) -> JsonObject:
    issuer = credential["issuer"]
    claims = {
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": _seconds(credential["validFrom"]),
    }
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    return claims


def _seconds(text: str) -> int:
    return int(parse_timestamp(text).timestamp())


def _method(header: JsonMapping) -> str:
    """Return `kid`. Other members are rejected: `jwk`, `crit` and `b64` could bypass the key."""
    if header.get("alg") != ALGORITHM:
        raise DocumentRejected(RejectionReason.ALGORITHM_NOT_ALLOWED)
    match header:
        case {"kid": str(kid), "typ": "JWT"} if len(header) == 3:  # noqa: PLR2004
            return kid
    raise DocumentRejected(RejectionReason.JWT_FORM)


def _check_signature(key: VerificationKey, signature: bytes, message: bytes) -> None:
    if len(signature) != 2 * _HALF:
        raise DocumentRejected(RejectionReason.SIGNATURE_INVALID)
    r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    public_key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key.public_key)
    try:
        public_key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except InvalidSignature:
        raise DocumentRejected(RejectionReason.SIGNATURE_INVALID) from None


def _check_claims(claims: JsonMapping, credential: JsonMapping, *, controller: str) -> None:
    try:
        expected = _registered_claims(credential)
    except (KeyError, TypeError, ValueError):
        raise DocumentRejected(RejectionReason.FORM_UNKNOWN) from None
    if claims.get("iss") != controller or expected["iss"] != controller:
        raise DocumentRejected(RejectionReason.ISSUER_DIFFERS)
    if claims.get("jti") != expected["jti"]:
        raise DocumentRejected(RejectionReason.JWT_ID_DIFFERS)
    if claims.get("sub") != expected["sub"]:
        raise DocumentRejected(RejectionReason.JWT_SUBJECT_DIFFERS)
    if any(claims.get(name) != expected.get(name) for name in ("nbf", "exp")):
        raise DocumentRejected(RejectionReason.JWT_DATES_DIFFER)


def _object(part: str) -> JsonObject:
    return parse_json_object(_bytes(part))


def _bytes(part: str) -> bytes:
    try:
        return from_base64url(part)
    except InvalidMultibase:
        raise DocumentRejected(RejectionReason.JWT_FORM) from None
