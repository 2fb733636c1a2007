"""Finished files of a certificate, a real credential in them, for readers that are not ours."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from certificates.keys.did import verification_method
from certificates.keys.document_keys import load_document_signer
from certificates.open_badges import data_integrity
from certificates.open_badges.credential import build_credential
from certificates.open_badges.credential_verification import build_trust
from certificates.pdf.rendering import render_pdf
from certificates.pdf.seal import seal_pdf
from certificates.strict_json import json_bytes
from tests.conformance.certificates.conftest import HOST, ISSUED, NUMBER
from tests.credential_cases import FACTS

NAMES = {
    "shortest": "Ani",
    "usual": "Ratna Dewi Kusumaningtyas",
    "longest": "Raden Ajeng Siti Nurhaliza Kusumawardhani Prameswari Dewi Sr",
    "Arabic": "راتنا ديوي كوسوماننڠتياس",
    "longest Javanese": ("ꦫꦠꦤꦢꦺꦮꦶꦏꦸꦱꦸꦩꦤꦶꦁꦠꦾꦱ꧀" * 3)[:60],
}


@pytest.fixture(scope="session")
def document_signer(tmp_path_factory):
    return load_document_signer(tmp_path_factory.mktemp("document-keys"), host=HOST)


@pytest.fixture(scope="session")
def credential_for(signer):
    """The bytes of a signed credential for a name."""

    def credential_for(name):
        end = ISSUED.replace(year=2029)
        facts = replace(
            FACTS, host=HOST, number=NUMBER, name=name, issued_at=ISSUED, valid_until=end
        )
        return json_bytes(
            data_integrity.sign(
                build_credential(facts),
                signer=signer,
                verification_method=verification_method(HOST, signer.key_id.hex()),
                created=ISSUED,
            )
        )

    return credential_for


@pytest.fixture(scope="session")
def trust(signer):
    """What a verifier knows of this issuer."""
    known = SimpleNamespace(
        kid=signer.key_id.hex(),
        algorithm="Ed25519",
        public_key=signer.public_key,
        state="active",
        is_specimen=False,
        created_at=ISSUED,
        retired_at=None,
        compromised_at=None,
    )
    return build_trust([known], [HOST])


@pytest.fixture(scope="session")
def unsealed_for(record_for, credential_for):
    def unsealed_for(name, **facts):
        return render_pdf(record_for(name, **facts), credential=credential_for(name))

    return unsealed_for


@pytest.fixture(scope="session")
def seal(document_signer):
    def seal(pdf):
        return seal_pdf(pdf, signer=document_signer, sealed_at=ISSUED, reason="Sertifikat")

    return seal


@pytest.fixture(scope="session")
def unsealed(unsealed_for):
    return unsealed_for(NAMES["usual"])


@pytest.fixture(scope="session")
def sealed(unsealed, seal):
    return seal(unsealed)
