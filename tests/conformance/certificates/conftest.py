"""Records to draw, for readers that are not ours."""

from datetime import UTC, date, datetime

import pytest

from certificates.issue_data import Signatory
from certificates.keys import ed25519_keys
from certificates.keys.signing import sign_claims
from certificates.pdf.rendering import CertificateRecord
from certificates.qr import code

HOST, NUMBER = "payung.example", "7K4M2Q9XHT3WP8DR"
ISSUED = datetime(2026, 11, 24, 7, 5, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def signer(tmp_path_factory):
    return ed25519_keys.load_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def claims_for():
    def claims_for(name):
        issued, expires = int(ISSUED.timestamp()), int(ISSUED.replace(year=2029).timestamp())
        return code.QrClaims(issued, expires, 1, 77_777, name, "POESA-EL", 0)

    return claims_for


@pytest.fixture(scope="session")
def record_for(signer, claims_for):
    """A certificate for a name; facts may differ from the usual ones."""

    def record_for(name, **facts):
        message = sign_claims(claims_for(name), host=HOST, number=NUMBER, signer=signer)
        usual = {
            "number": NUMBER,
            "qr_text": code.qr_text(host=HOST, number=NUMBER, message=message),
            "host": HOST,
            "name": name,
            "audience": "teacher",
            "province_id": "Nusa Tenggara Timur",
            "province_en": "East Nusa Tenggara",
            "title_id": "Pencegahan Eksploitasi Seksual Anak di Ranah Daring",
            "title_en": "Preventing Online Child Sexual Exploitation and Abuse",
            "hours": 8,
            "level": 0,
            "is_pilot": False,
            "is_specimen": False,
            "issued_at": ISSUED,
            "issued_on": date(2026, 11, 24),
            "valid_until": date(2029, 11, 24),
            "issuer_name": "Lembaga Penerbit (contoh)",
            "signatories": (
                Signatory("Dr. Wulan Prameswari", "Ketua Program", "Programme Chair"),
                Signatory("Petrus Lamba, M.Si.", "Koordinator", "Coordinator"),
            ),
        }
        return CertificateRecord(**{**usual, **facts})

    return record_for
