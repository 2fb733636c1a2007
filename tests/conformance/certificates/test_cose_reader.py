"""The signed part of a code, read by cwt, a COSE library that is not ours."""

import cbor2
import pytest
from cwt import COSE, COSEKey

from certificates.keys.signing import sign_claims
from certificates.numbers import number_bytes
from certificates.qr import code

HOST, NUMBER = "payung.example", "7K4M2Q9XHT3WP8DR"
AAD = b"CERTQR1|payung.example|" + number_bytes(NUMBER)


@pytest.fixture
def key(signer):
    okp, eddsa, ed25519 = 1, -8, 6
    return COSEKey.new({1: okp, 2: signer.key_id, 3: eddsa, -1: ed25519, -2: signer.public_key})


@pytest.fixture
def message(signer, claims_for):
    return sign_claims(claims_for("Ratna Dewi"), host=HOST, number=NUMBER, signer=signer)


def test_it_verifies_the_signature_and_finds_the_claims(key, message, claims_for):
    payload = COSE.new().decode(message, key, external_aad=AAD)
    claims = claims_for("Ratna Dewi")
    assert cbor2.loads(payload) == {
        6: claims.issued_at,
        4: claims.expires_at,
        -65537: [1, 1, 77_777, "Ratna Dewi", "POESA-EL", 0],
    }


@pytest.mark.parametrize("aad", [b"", AAD.replace(b"payung", b"paying"), AAD[:-1] + b"\x00"])
def test_it_refuses_another_host_or_number(key, message, aad):
    with pytest.raises(Exception, match="Failed to verify"):
        COSE.new().decode(message, key, external_aad=aad)


def test_headers_are_those_of_the_format(message, signer):
    protected, unprotected, _payload, signature = cbor2.loads(message).value
    assert cbor2.loads(protected) == {1: -8, 4: signer.key_id}
    assert (dict(unprotected), len(signature)) == ({}, 64)


def test_the_printed_text_holds_exactly_this_message(message):
    text = code.qr_text(host=HOST, number=NUMBER, message=message)
    assert text.startswith("HTTPS://PAYUNG.EXAMPLE/V/7K4M2Q9XHT3WP8DR#")
    assert code.parse_qr_text(text).message == message
