"""Tokens that differ by one thing from one that is valid, signed again with our own key or not."""

import json

import pytest

from certificates.multibase import from_base64url, to_base64url
from lms.extensions import current_ports


@pytest.fixture
def changed(app, original):
    """The token with members of its header or payload changed, and a good signature on it."""
    header, payload, _signature = original("jwt").decode().split(".")

    def changed(header_of=None, claims=None):
        with app.app_context():
            sign = current_ports().document_signer.sign_es256
        parts = [json.loads(from_base64url(part)) for part in (header, payload)]
        parts = [part | (more or {}) for part, more in zip(parts, (header_of, claims), strict=True)]
        message = ".".join(to_base64url(json.dumps(part).encode()) for part in parts)
        return f"{message}.{to_base64url(sign(message.encode()))}".encode()

    return changed


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256", "EdDSA", "es256"])
def test_another_algorithm(changed, said, algorithm):
    assert said(changed()) == ("valid", None)
    assert said(changed({"alg": algorithm})) == ("refused", "algorithm-refused")


def test_no_signature(original, said):
    token = original("jwt").decode()
    header, payload, _signature = token.split(".")
    none = to_base64url(b'{"alg":"none"}')
    assert said(token.encode()) == ("valid", None)
    assert said(f"{none}.{payload}.".encode()) == ("refused", "algorithm-refused")
    assert said(f"{header}.{payload}.".encode()) == ("refused", "signature-invalid")


@pytest.mark.parametrize(
    ("kid", "reason"),
    [
        ("did:web:lain.example#x", "issuer-foreign"),
        ("did:web:payung.example#x", "key-unknown"),
        ("https://lain.example/jwks.json", "issuer-foreign"),
        ("", "issuer-foreign"),
        (None, "jwt-form"),
    ],
)
def test_a_foreign_kid(changed, said, kid, reason):
    assert said(changed()) == ("valid", None)
    assert said(changed({"kid": kid})) == ("refused", reason)


@pytest.mark.parametrize(
    ("claim", "value", "reason"),
    [
        ("iss", "did:web:lain.example", "issuer-differs"),
        ("iss", "did:web:lama.example", "issuer-differs"),
        ("jti", "https://payung.example/credentials/0000000000000000", "jwt-id-differs"),
        ("jti", None, "jwt-id-differs"),
        ("sub", "urn:uuid:00000000-0000-4000-8000-000000000000", "jwt-subject-differs"),
        ("exp", 4_000_000_000, "jwt-dates-differ"),
        ("exp", None, "jwt-dates-differ"),
        ("nbf", 0, "jwt-dates-differ"),
        ("exp", 4e9, "number-unfit"),
        ("validUntil", "2099-01-01T00:00:00Z", "jwt-dates-differ"),
    ],
)
def test_a_wrong_claim_although_signed(changed, said, claim, value, reason):
    assert said(changed()) == ("valid", None)
    assert said(changed(claims={claim: value})) == ("refused", reason)
