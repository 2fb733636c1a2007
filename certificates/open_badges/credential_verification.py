"""Verifies credentials as JSON or tokens offline. Portable.

Revocation is not checked here, but against a status list or the record.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from certificates.keys import did
from certificates.open_badges import data_integrity
from certificates.open_badges.credential import CONTEXTS
from certificates.open_badges.credential_claims import CredentialClaims, parse_claims
from certificates.open_badges.data_integrity import VerificationKey
from certificates.open_badges.token import verify_token
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.strict_json import parse_json_object

Outcome = Literal["genuine", "expired", "specimen", "refused"]
CLOCK_SKEW = timedelta(minutes=5)  # tolerated difference of clocks


@dataclass(frozen=True, slots=True)
class Trust:
    """Trusted hosts, and keys by verification method."""

    hosts: frozenset[str]
    ed25519: Mapping[str, VerificationKey] = field(repr=False)
    p256: Mapping[str, VerificationKey] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CredentialVerdict:
    """Result of a credential. `reason` is set if rejected, else `claims`."""

    outcome: Outcome
    reason: RejectionReason | None = None
    claims: CredentialClaims | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether this installation signed it; it may have expired."""
        return self.outcome in ("genuine", "expired")


def build_trust(keys: Iterable[did.KnownKey], hosts: Collection[str]) -> Trust:
    """Build the trust of verifiers from the issuer's keys and hosts."""
    known = tuple(keys)
    return Trust(
        frozenset(hosts),
        did.verification_keys(known, hosts, algorithm=did.ED25519),
        did.verification_keys(known, hosts, algorithm=did.P256),
    )


def verify_json_credential(data: bytes | str, *, trust: Trust, now: datetime) -> CredentialVerdict:
    """Verify a credential with a Data Integrity proof. Never raises."""
    try:
        document = parse_json_object(data)
        proof = data_integrity.verify(document, trust.ed25519, contexts=CONTEXTS)
        return _verdict(parse_claims(document), key=proof.key, now=now)
    except DocumentRejected as error:
        return CredentialVerdict("refused", error.reason)


def verify_jwt_credential(token: str, *, trust: Trust, now: datetime) -> CredentialVerdict:
    """Verify a VC-JWT. Never raises."""
    try:
        verified = verify_token(token, trust.p256)
        claims = parse_claims(verified.credential)
        return _verdict(claims, key=verified.key, now=now)
    except DocumentRejected as error:
        return CredentialVerdict("refused", error.reason)


def _verdict(claims: CredentialClaims, *, key: VerificationKey, now: datetime) -> CredentialVerdict:
    key.check_moment(claims.issued_at)
    if claims.issued_at > now + CLOCK_SKEW:
        raise DocumentRejected(RejectionReason.NOT_YET_VALID)
    outcome: Outcome = "genuine"
    if key.is_specimen:
        outcome = "specimen"
    elif claims.valid_until is not None and claims.valid_until <= now:
        outcome = "expired"
    return CredentialVerdict(outcome, claims=claims)
