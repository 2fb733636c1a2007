"""A credential, for tests of credentials: always the same, with keys of its own."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.keys import did
from certificates.open_badges import data_integrity, token
from certificates.open_badges.credential import Alignment, CredentialFacts, build_credential
from certificates.open_badges.credential_verification import build_trust
from certificates.status_lists import bitstring

HOST, NUMBER = "payung.example", "7K4M2Q9XHT3WP8DR"
NOW = datetime(2026, 11, 24, 7, 5, 30, tzinfo=UTC)
REVOCATIONS = f"https://{HOST}/status/1/revocation"
FACTS = CredentialFacts(
    number=NUMBER,
    subject_id=UUID("58172aac-d8ba-41ed-83dd-0b3aef56cc33"),
    host=HOST,
    name="Ratna Dewi Kusumaningtyas",
    course_code="POESA-EL",
    title_id="Pencegahan Eksploitasi Seksual Anak di Ranah Daring",
    title_en="Preventing Online Child Sexual Exploitation and Abuse",
    level=0,
    hours=8,
    language="id",
    issued_at=NOW,
    valid_until=NOW.replace(year=2029),
    issuer_name="Lembaga Penerbit (contoh)",
    issuer_url="https://penerbit.example",
    list_number=1,
    status_index=77_777,
    alignments=(Alignment("Melindungi anak di ranah daring", "https://kerangka.example/4"),),
)


@dataclass(frozen=True)
class PublicKey:
    kid: str
    algorithm: str
    public_key: bytes
    state: str = "active"
    is_specimen: bool = False
    retired_at: datetime | None = None


@dataclass(frozen=True)
class CaseKeys:
    """An Ed25519 and a P-256 key, from a seed, so that a run can be repeated."""

    seed: bytes = b"payung"
    ed25519: Ed25519PrivateKey = field(init=False)
    p256: EllipticCurvePrivateKey = field(init=False)

    def __post_init__(self):
        secret = sha256(self.seed).digest()
        object.__setattr__(self, "ed25519", Ed25519PrivateKey.from_private_bytes(secret))
        number = int.from_bytes(secret, "big") >> 1
        object.__setattr__(self, "p256", derive_private_key(number, SECP256R1()))

    def sign(self, message):
        return self.ed25519.sign(message)

    def sign_es256(self, message):
        numbers = decode_dss_signature(self.p256.sign(message, ECDSA(SHA256())))
        return b"".join(number.to_bytes(32, "big") for number in numbers)

    def public(self, **changes):
        point = self.p256.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        raw = self.ed25519.public_key().public_bytes_raw()
        both = (
            PublicKey(sha256(raw).hexdigest()[:8], did.ED25519, raw),
            PublicKey(sha256(point).hexdigest()[:43], did.P256, point),
        )
        return tuple(replace(key, **changes) for key in both)


KEYS = CaseKeys()


def trust(**changes):
    return build_trust(KEYS.public(**changes), [HOST])


def method(keys=KEYS, *, host=HOST, algorithm=did.ED25519):
    (key,) = (key for key in keys.public() if key.algorithm == algorithm)
    return did.verification_method(host, key.kid)


def signed(document, *, keys=KEYS, verification_method=None, created=NOW):
    named = verification_method or method(keys)
    return data_integrity.sign(document, signer=keys, verification_method=named, created=created)


def credential(**changes):
    facts = replace(FACTS, **changes)
    return signed(build_credential(facts), created=facts.issued_at)


def jwt(*, keys=KEYS, verification_method=None, **changes):
    named = verification_method or method(keys, algorithm=did.P256)
    unsigned = build_credential(replace(FACTS, **changes))
    return token.sign_token(unsigned, signer=keys, verification_method=named)


def revocations(indexes=(), *, purpose="revocation", signed_at=NOW):
    unsigned = bitstring.build_status_list_credential(
        host=HOST, number=1, purpose=purpose, indexes=indexes, signed_at=signed_at
    )
    return signed(unsigned, created=signed_at)
