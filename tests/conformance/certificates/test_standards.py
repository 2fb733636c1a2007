"""Credentials against the schema of Open Badges, and proofs against the vectors of the W3C."""

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.multibase import decode_base58
from certificates.open_badges import contexts, data_integrity
from certificates.open_badges.linked_data import canonical_form
from tests import credential_cases as cases

STANDARDS = Path(__file__).parent / "standards"
VECTORS = json.loads((STANDARDS / "eddsa-rdfc-2022.json").read_text())
PREFIX_SIZE = 2  # multicodec

VARIANTS = {
    "usual": {},
    "without an end": {"valid_until": None},
    "with distinction, in English": {"level": 1, "language": "en"},
    "a specimen of a pilot": {"is_specimen": True, "is_pilot": True},
    "without alignment or address": {"alignments": (), "issuer_url": ""},
}


@pytest.fixture(scope="module")
def complaints():
    text = (STANDARDS / "ob_v3p0_achievementcredential_schema.json").read_text()
    schema = json.loads(text)
    checker = jsonschema.Draft201909Validator(schema)

    def complaints(document):
        return [error.json_path for error in checker.iter_errors(document)]

    return complaints


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS.keys())
def test_a_credential_keeps_the_schema_of_open_badges(complaints, changes):
    assert complaints(cases.credential(**changes)) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [("validFrom", 5), ("type", ["VerifiableCredential"]), ("credentialStatus", [{"type": "x"}])],
)
def test_the_schema_does_complain(complaints, member, value):
    assert complaints(cases.credential() | {member: value})


def test_types_and_the_proof_are_arrays_as_the_stricter_schema_asks():
    credential = cases.credential()
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    for node in (credential, credential["issuer"], subject, achievement, *subject["result"]):
        assert isinstance(node["type"], list)
    assert isinstance(credential["proof"], list)


def loader(address, options=None):
    if address in VECTORS["context"]:
        found = {"document": VECTORS["context"][address], "contextUrl": None}
        return found | {"documentUrl": address, "contentType": "application/ld+json"}
    return contexts.bundled_loader(address, options)


@pytest.fixture(scope="module")
def signer():
    secret = decode_base58(VECTORS["key"]["privateKeyMultibase"])[PREFIX_SIZE:]
    return Ed25519PrivateKey.from_private_bytes(secret)


def test_the_canonical_document_has_the_hash_of_the_vectors():
    form = canonical_form(VECTORS["document"], loader=loader)
    assert sha256(form.encode()).hexdigest() == VECTORS["documentHash"]


@pytest.mark.parametrize("vector", VECTORS["vectors"].values(), ids=VECTORS["vectors"])
def test_the_canonical_proof_has_the_hash_of_the_vectors(vector):
    lines = data_integrity.proof_lines(
        {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": VECTORS["created"],
            "proofPurpose": "assertionMethod",
            "verificationMethod": vector["verificationMethod"],
        }
    )
    assert sha256(lines.encode()).hexdigest() == vector["proofHash"]


@pytest.mark.parametrize("vector", VECTORS["vectors"].values(), ids=VECTORS["vectors"])
def test_the_signature_is_that_of_the_vectors_byte_for_byte(vector, signer):
    signed = data_integrity.sign(
        VECTORS["document"],
        signer=signer,
        verification_method=vector["verificationMethod"],
        created=datetime.fromisoformat(VECTORS["created"]),
        loader=loader,
    )
    assert signed["proof"] == [
        {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": VECTORS["created"],
            "verificationMethod": vector["verificationMethod"],
            "proofPurpose": "assertionMethod",
            "proofValue": vector["proofValue"],
        }
    ]


def test_the_vector_of_the_recommendation_verifies(signer):
    vector = VECTORS["vectors"]["final"]
    method = vector["verificationMethod"]
    document = VECTORS["document"] | {"issuer": method.partition("#")[0]}
    signed = data_integrity.sign(
        document,
        signer=signer,
        verification_method=method,
        created=datetime.fromisoformat(VECTORS["created"]),
        loader=loader,
    )
    key = data_integrity.VerificationKey(signer.public_key().public_bytes_raw())
    names = VECTORS["document"]["@context"]
    proof = data_integrity.verify(signed, {method: key}, contexts=names, loader=loader)
    assert proof.verification_method == method
