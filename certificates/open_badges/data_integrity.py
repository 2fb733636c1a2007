"""Data Integrity proofs with eddsa-rdfc-2022 (W3C vc-di-eddsa, section 3.2). Portable.

A proof has exactly the six members below. Its canonical form is therefore five fixed lines, built
here; a test compares them with PyLD.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.multibase import InvalidMultibase, decode_base58, encode_base58
from certificates.open_badges.contexts import bundled_loader
from certificates.open_badges.document_form import validate_form
from certificates.open_badges.linked_data import Loader, canonical_form, checked_canonical_form
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.strict_json import JsonMapping, JsonObject

CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
SIGNATURE_SIZE = 64

_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_METHOD = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+#[A-Za-z0-9._-]+")


class MessageSigner(Protocol):
    """Signs with Ed25519."""

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """The public key of a verification method, and its status."""

    public_key: bytes  # Ed25519: 32 bytes; P-256: a point in compressed form
    is_specimen: bool = False
    is_compromised: bool = False
    retired_at: datetime | None = None

    def check_moment(self, moment: datetime) -> None:
        """Raise DocumentRejected for a moment after the retirement of the key."""
        if self.retired_at is not None and moment > self.retired_at:
            raise DocumentRejected(RejectionReason.KEY_RETIRED)


@dataclass(frozen=True, slots=True)
class Proof:
    """A verified proof."""

    verification_method: str
    created: datetime
    key: VerificationKey

    @property
    def controller(self) -> str:
        """The DID of the issuer."""
        return self.verification_method.partition("#")[0]


def sign(
    document: JsonMapping,
    *,
    signer: MessageSigner,
    verification_method: str,
    created: datetime,
    loader: Loader = bundled_loader,
) -> JsonObject:
    """Add a proof in an array, as the Open Badges schema requires."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": format_timestamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    digest = _digest(proof, canonical_form(document, loader=loader))
    signed = proof | {"proofValue": encode_base58(signer.sign(digest))}
    return {**document, "proof": [signed]}


def verify(
    document: JsonMapping,
    keys: Mapping[str, VerificationKey],
    *,
    contexts: Sequence[str],
    loader: Loader = bundled_loader,
) -> Proof:
    """Verify that one of the keys signed the whole document. Raises DocumentRejected.

    `keys` are by verification method; `contexts` are the exact contexts of the document, in order.
    Expiry and revocation are not checked here.
    """
    validate_form(document, contexts=contexts)
    proof = _only_proof(document)
    key = trusted_key(keys, proof["verificationMethod"])
    if _issuer(document) != proof["verificationMethod"].partition("#")[0]:
        raise DocumentRejected(RejectionReason.ISSUER_DIFFERS)
    signature = _signature(proof)
    claims = {name: value for name, value in document.items() if name != "proof"}
    digest = _digest(proof, checked_canonical_form(claims, loader=loader))
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, digest)
    except InvalidSignature:
        raise DocumentRejected(RejectionReason.SIGNATURE_INVALID) from None
    key.check_moment(_created(proof))
    return Proof(proof["verificationMethod"], _created(proof), key)


def trusted_key(keys: Mapping[str, VerificationKey], method: str) -> VerificationKey:
    """Return the key of a verification method. Raises DocumentRejected if not trusted."""
    key = keys.get(method)
    if key is None:
        issuer = method.partition("#")[0]
        is_ours = any(known.partition("#")[0] == issuer for known in keys)
        raise DocumentRejected(
            RejectionReason.KEY_UNKNOWN if is_ours else RejectionReason.ISSUER_UNKNOWN
        )
    if key.is_compromised:
        raise DocumentRejected(RejectionReason.KEY_COMPROMISED)
    return key


def format_timestamp(value: datetime) -> str:
    """Format a moment as in credentials: UTC, whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_timestamp(text: object) -> datetime:
    """Parse a timestamp of `format_timestamp`. Raises ValueError for other forms."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text) or not text.isascii():
        raise ValueError("moment")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _digest(proof: Mapping[str, str], canonical: str) -> bytes:
    return sha256(proof_lines(proof).encode()).digest() + sha256(canonical.encode()).digest()


def proof_lines(proof: Mapping[str, str]) -> str:
    """Return the canonical form of the proof options, without `proofValue`."""
    security, own = "https://w3id.org/security#", "_:c14n0"
    date_time = "http://www.w3.org/2001/XMLSchema#dateTime"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    lines = (
        f'<http://purl.org/dc/terms/created> "{proof["created"]}"^^<{date_time}>',
        f"<{kind}> <{security}{proof['type']}>",
        f'<{security}cryptosuite> "{proof["cryptosuite"]}"^^<{security}cryptosuiteString>',
        f"<{security}proofPurpose> <{security}{proof['proofPurpose']}>",
        f"<{security}verificationMethod> <{proof['verificationMethod']}>",
    )
    return "".join(f"{own} {line} .\n" for line in lines)


def _only_proof(document: JsonMapping) -> dict[str, str]:
    proofs = document.get("proof")
    match proofs:
        case None:
            raise DocumentRejected(RejectionReason.PROOF_MISSING)
        case [_, _, *_]:
            raise DocumentRejected(RejectionReason.SEVERAL_PROOFS)
        case [dict() as proof] | (dict() as proof):
            _check_proof(proof)
            return proof
    raise DocumentRejected(RejectionReason.PROOF_FORM)


def _check_proof(proof: JsonMapping) -> None:
    is_text = all(isinstance(value, str) for value in proof.values())
    if proof.keys() != _MEMBERS or not is_text or proof["type"] != "DataIntegrityProof":
        raise DocumentRejected(RejectionReason.PROOF_FORM)
    if proof["cryptosuite"] != CRYPTOSUITE:
        raise DocumentRejected(RejectionReason.ALGORITHM_NOT_ALLOWED)
    if proof["proofPurpose"] != PURPOSE or not _METHOD.fullmatch(proof["verificationMethod"]):
        raise DocumentRejected(RejectionReason.PROOF_FORM)
    _created(proof)


def _created(proof: Mapping[str, str]) -> datetime:
    try:
        return parse_timestamp(proof["created"])
    except ValueError:
        raise DocumentRejected(RejectionReason.PROOF_FORM) from None


def _signature(proof: Mapping[str, str]) -> bytes:
    try:
        signature = decode_base58(proof["proofValue"])
    except InvalidMultibase:
        raise DocumentRejected(RejectionReason.PROOF_FORM) from None
    if len(signature) != SIGNATURE_SIZE:
        raise DocumentRejected(RejectionReason.PROOF_FORM)
    return signature


def _issuer(document: JsonMapping) -> object:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer
