"""Keys and codes for tests of the pure modules."""

from datetime import UTC, datetime

import cbor2
import pytest

from certificates.keys import ed25519_keys
from certificates.keys.signing import sign_claims
from certificates.qr import code

HOST, NUMBER = "payung.example", "7K4M2Q9XHT3WP8DR"
NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
CLAIMS = code.QrClaims(
    issued_at=int(NOW.timestamp()),
    expires_at=int(NOW.replace(year=2029).timestamp()),
    list_number=1,
    status_index=77_777,
    name="Ratna Dewi Kusumaningtyas",
    course_code="POESA-EL",
    level=0,
)

# What a decoder of CBOR makes something of, and fails at in a way of its own.
TAGGED = {
    "decimal that is none": cbor2.dumps(cbor2.CBORTag(4, ["(", 160])),
    "number beyond all bounds": bytes.fromhex("c5821b7fffffffffffffff01"),
    "identifier that is text": cbor2.dumps(cbor2.CBORTag(37, "9999999999-01-01")),
    "fraction by nothing": cbor2.dumps(cbor2.CBORTag(30, [1, 0])),
    "pattern of many brackets": cbor2.dumps(cbor2.CBORTag(35, "(" * 370 + ")" * 370)),
    "set of lists": cbor2.dumps(cbor2.CBORTag(258, [[1]])),
    "circle": bytes.fromhex("d81c81d81d00"),
    "moment": cbor2.dumps(cbor2.CBORTag(0, "2026-11-24T07:05:00Z")),
}


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def claims():
    return CLAIMS


@pytest.fixture(scope="session")
def signer(tmp_path_factory):
    return ed25519_keys.load_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def specimen_signer(tmp_path_factory):
    return ed25519_keys.load_specimen_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def known(signer, specimen_signer):
    return ed25519_keys.known_keys(
        certificate=signer.public_key, specimen=specimen_signer.public_key
    )


@pytest.fixture
def code_text(signer):
    """The text of a code; claims, signer and place may differ from the usual ones."""

    def code_text(claims=CLAIMS, *, signer=signer, host=HOST, number=NUMBER, is_secure=True):
        message = sign_claims(claims, host=host, number=number, signer=signer)
        return code.qr_text(host=host, number=number, message=message, is_secure=is_secure)

    return code_text
