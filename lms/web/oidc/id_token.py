"""Validate ID tokens: OpenID Connect Core 1.0, section 3.1.3.7.

joserfc verifies the signature and Authlib the claims; both are imported when first needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from lms.accounts.oidc.limits import MAX_ID_LENGTH
from lms.accounts.oidc.providers import allows_domain
from lms.accounts.oidc.queries import Provider
from lms.adapters.http.fetch import FetchFailed
from lms.kernel.texts.texts import printable_or_empty
from lms.web.oidc.documents import provider_documents
from lms.web.oidc.errors import SignInRejected
from lms.web.oidc.metadata import TENANT, ProviderMetadata

if TYPE_CHECKING:
    from joserfc.jwk import KeySet
    from joserfc.jwt import Token

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
MIN_RSA_BITS: Final = 2048
MIN_MODULUS_LENGTH: Final = 342  # in base64url; joserfc warns of shorter ones
MAX_KEYS: Final = 50
LEEWAY: Final = 60  # seconds, for the clocks of the two servers
PUBLIC_MEMBERS: Final = ("kty", "kid", "n", "e", "crv", "x", "y")
CODES: Final = {
    "iss": "oidc-issuer-wrong",
    "aud": "oidc-audience-wrong",
    "azp": "oidc-audience-wrong",
    "nonce": "oidc-nonce-wrong",
    "iat": "oidc-token-from-future",
    "nbf": "oidc-token-from-future",
}
UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class ConfirmedIdentity:
    """An account that a provider has confirmed. `domain` is its `hd` or `tid`, else empty."""

    issuer: str
    subject: str
    name: str
    domain: str


def validate_id_token(
    tokens: Mapping[str, Any],
    *,
    provider: Provider,
    metadata: ProviderMetadata,
    nonce: str,
    now: datetime,
) -> ConfirmedIdentity:
    """Verify the signature and all claims but the domain. Raises SignInRejected."""
    decoded = _decoded(tokens["id_token"], metadata, now)
    try:
        tenant = _text(decoded.claims.get("tid")) if metadata.has_tenants else ""
        _validate_claims(
            decoded,
            issuer=metadata.issuer.replace(TENANT, tenant),
            client_id=provider.client_id,
            nonce=nonce,
            access_token=tokens.get("access_token"),
            now=now,
        )
    except UNREADABLE:
        raise SignInRejected("oidc-token-unreadable") from None
    stated_issuer, subject = (_text(decoded.claims.get(name)) for name in ("iss", "sub"))
    if not (stated_issuer and subject):
        raise SignInRejected("oidc-token-unreadable")
    return ConfirmedIdentity(
        issuer=stated_issuer,
        subject=subject,
        name=_text(decoded.claims.get("name")),
        domain=tenant if metadata.has_tenants else _text(decoded.claims.get("hd")),
    )


def is_domain_allowed(provider: Provider, metadata: ProviderMetadata, domain: str) -> bool:
    """Whether accounts of this domain may sign in. Tenants are always checked against the list."""
    if metadata.has_tenants and not provider.domains:
        return False
    return allows_domain(provider.domains, domain)


def _validate_claims(
    decoded: "Token",
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: object,
    now: datetime,
) -> None:
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import ClaimError, ExpiredTokenError

    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client_id},
        },
        {
            "nonce": nonce,
            "client_id": client_id,
            "access_token": access_token if isinstance(access_token, str) else None,
        },
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except ExpiredTokenError:
        raise SignInRejected("oidc-token-expired") from None
    except ClaimError as problem:
        is_number = isinstance(decoded.claims.get(problem.claim), int | float)
        is_date = problem.claim in ("iat", "nbf")
        code = CODES.get(problem.claim, "oidc-token-unreadable")
        raise SignInRejected(
            "oidc-token-unreadable" if is_date and not is_number else code
        ) from None


def _decoded(token: str, metadata: ProviderMetadata, now: datetime) -> "Token":
    """The token with a verified signature. Reads the keys again if its key is not among them."""
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError, JoseError
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    for is_stale in (False, True):
        keys = _key_set(metadata.key_set_url, now, is_stale=is_stale)
        try:
            return jwt.decode(token, keys, registry=registry)
        except InvalidKeyIdError:
            continue
        except (JoseError, *UNREADABLE):
            break
    raise SignInRejected("oidc-signature-wrong")


def _key_set(url: str, now: datetime, *, is_stale: bool) -> "KeySet":
    """The keys of a provider that may sign (RFC 7517). Raises SignInRejected."""
    from joserfc.jwk import KeySet

    try:
        entries = provider_documents().get(url, now=now, is_stale=is_stale).get("keys")
    except FetchFailed:
        raise SignInRejected("oidc-provider-unavailable") from None
    listed = entries[:MAX_KEYS] if isinstance(entries, list) else []
    keys = [key for entry in listed if (key := _signature_key(entry))]
    if not keys:
        raise SignInRejected("oidc-provider-unavailable")
    return KeySet(keys)


def _signature_key(entry: Any) -> Any:
    """A public RSA key of 2,048 bits or more, or one of P-256; None for others."""
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    if not isinstance(entry, dict) or entry.get("use") == "enc":
        return None
    public = {name: entry[name] for name in PUBLIC_MEMBERS if name in entry}
    try:
        if entry.get("kty") == "RSA" and len(public["n"]) >= MIN_MODULUS_LENGTH:
            key = RSAKey.import_key(public)
            return key if key.public_key.key_size >= MIN_RSA_BITS else None
        if entry.get("kty") == "EC" and entry.get("crv") == "P-256":
            return ECKey.import_key(public)
    except (JoseError, *UNREADABLE):
        return None
    return None


def _text(value: object) -> str:
    """A printable text of at most 255 characters, or "" for anything else."""
    return printable_or_empty(value, max_length=MAX_ID_LENGTH)
