"""Certificates a second, beside the bare operation with the same library in the same run."""

from hashlib import sha256
from time import process_time

import pytest
from pyld import jsonld

from certificates.open_badges.contexts import CREDENTIALS_V2, bundled_loader
from certificates.open_badges.credential import build_credential
from certificates.strict_json import json_bytes
from tests import credential_cases as cases
from tests.benchmarks.reports import add_line

ROUNDS, COUNT = 7, 20
GOAL = 0.8  # of PyLD's canonicalisation and the signature


def canonical(document):
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    return jsonld.normalize(document, {**options, "documentLoader": bundled_loader}).encode()


def bare():
    """Canonicalisation of the credential and of its proof, hashes and the signature: no more."""
    proof = {
        "@context": CREDENTIALS_V2,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T07:05:30Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    digests = [sha256(canonical(document)).digest() for document in (proof, UNSIGNED)]
    return cases.KEYS.sign(b"".join(digests))


METHOD = cases.method()
UNSIGNED = build_credential(cases.FACTS)


def ours():
    """From the facts of a record to the bytes that are kept."""
    return json_bytes(cases.credential())


def milliseconds(operation):
    before = process_time()
    for _ in range(COUNT):
        operation()
    return (process_time() - before) / COUNT * 1000


@pytest.fixture(scope="module")
def rounds():
    bare(), ours()
    return [(milliseconds(bare), milliseconds(ours)) for _ in range(ROUNDS)]


def test_a_credential_is_issued_nearly_as_fast_as_it_is_canonicalised(rounds):
    raw, whole = (min(column) for column in zip(*rounds, strict=True))
    add_line(f"credential {whole:.1f} ms; canonicalisation and signature alone {raw:.1f} ms")
    assert max(one / other for one, other in rounds) >= GOAL
