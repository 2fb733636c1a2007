"""Verifies a credential that somebody hands in, as JSON or as a token, without a network. Portable.

What comes out is what the file is worth by itself; whether it was revoked says a status list, or
the record.
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
CLOCKS = timedelta(minutes=5)  # how far two clocks may differ


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: our hosts, and the keys by verification method."""

    hosts: frozenset[str]
    ed25519: Mapping[str, VerificationKey] = field(repr=False)
    p256: Mapping[str, VerificationKey] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CredentialVerdict:
    """`reason` is there for what was refused, `claims` for all else."""

    outcome: Outcome
    reason: RejectionReason | None = None
    claims: CredentialClaims | None = None

    @property
    def is_genuine(self) -> bool:
        """Signed by this installation; it may have expired since."""
        return self.outcome in ("genuine", "expired")


def build_trust(keys: Iterable[did.KnownKey], hosts: Collection[str]) -> Trust:
    known = tuple(keys)
    return Trust(
        frozenset(hosts),
        did.verification_keys(known, hosts, algorithm=did.ED25519),
        did.verification_keys(known, hosts, algorithm=did.P256),
    )


def verify_json_credential(data: bytes | str, *, trust: Trust, now: datetime) -> CredentialVerdict:
    """Never raises, whatever the bytes are."""
    try:
        document = parse_json_object(data)
        proof = data_integrity.verify(document, trust.ed25519, contexts=CONTEXTS)
        return _verdict(parse_claims(document), key=proof.key, now=now)
    except DocumentRejected as refusal:
        return CredentialVerdict("refused", refusal.reason)


def verify_jwt_credential(token: str, *, trust: Trust, now: datetime) -> CredentialVerdict:
    """Never raises, whatever the text is."""
    try:
        verified = verify_token(token, trust.p256)
        claims = parse_claims(verified.credential)
        return _verdict(claims, key=verified.key, now=now)
    except DocumentRejected as refusal:
        return CredentialVerdict("refused", refusal.reason)


def _verdict(claims: CredentialClaims, *, key: VerificationKey, now: datetime) -> CredentialVerdict:
    key.check_moment(claims.issued_at)
    if claims.issued_at > now + CLOCKS:
        raise DocumentRejected(RejectionReason.NOT_YET_VALID)
    outcome: Outcome = "genuine"
    if key.is_specimen:
        outcome = "specimen"
    elif claims.valid_until is not None and claims.valid_until <= now:
        outcome = "expired"
    return CredentialVerdict(outcome, claims=claims)
