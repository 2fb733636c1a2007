"""What foreign verifiers read of our keys."""

import pytest

from certificates.keys import did
from certificates.multibase import decode_base58
from tests import credential_cases as cases


def test_keys_stand_as_multikey_and_as_jwk():
    document = did.did_document(cases.HOST, cases.KEYS.public())
    nist, edwards = document["verificationMethod"]
    assert document["id"] == "did:web:payung.example"
    assert edwards["type"] == "Multikey"
    raw = cases.KEYS.ed25519.public_key().public_bytes_raw()
    assert decode_base58(edwards["publicKeyMultibase"]) == b"\xed\x01" + raw
    assert nist["type"] == "JsonWebKey"
    assert {"kty", "crv", "x", "y"} <= nist["publicKeyJwk"].keys()
    assert document["assertionMethod"] == [nist["id"], edwards["id"]]
    assert {method["controller"] for method in (edwards, nist)} == {document["id"]}


@pytest.mark.parametrize(
    ("changes", "count"),
    [({}, 2), ({"state": "retired"}, 2), ({"state": "compromised"}, 0), ({"is_specimen": True}, 0)],
)
def test_active_and_retired_keys_are_listed_and_others_are_not(changes, count):
    keys = cases.KEYS.public(**changes)
    assert len(did.did_document(cases.HOST, keys)["assertionMethod"]) == count
    assert len(did.did_document(cases.HOST, keys)["verificationMethod"]) == count
    assert len(did.jwk_set(cases.HOST, keys)["keys"]) == count


def test_a_former_host_has_its_keys_listed_under_its_own_name():
    document = did.did_document(cases.HOST, cases.KEYS.public(), former_hosts=["lama.example"])
    assert document["alsoKnownAs"] == ["did:web:lama.example"]
    assert cases.method(host="lama.example") in document["assertionMethod"]


def test_a_port_is_escaped():
    assert did.did_web("127.0.0.1:8080") == "did:web:127.0.0.1%3A8080"


def test_the_jwk_set_has_the_kid_of_tokens():
    nist, edwards = did.jwk_set(cases.HOST, cases.KEYS.public())["keys"]
    assert nist["kid"] == cases.method(algorithm=did.P256)
    assert (nist["alg"], nist["crv"], nist["use"]) == ("ES256", "P-256", "sig")
    assert (edwards["alg"], edwards["crv"], edwards["kty"]) == ("EdDSA", "Ed25519", "OKP")


def test_no_private_part_is_listed():
    text = str(did.did_document(cases.HOST, cases.KEYS.public()))
    text += str(did.jwk_set(cases.HOST, cases.KEYS.public()))
    assert "'d'" not in text
    assert "secret" not in text.lower()
