"""Makes all files of some certificates, each with a name of its own, and prints what it took.

python artefact_work.py FOLDER      keys are made in the folder
"""

import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.benchmarks.memory import most_memory_kb

HOST, ISSUED = "payung.example", datetime(2026, 11, 24, 7, 5, 30, tzinfo=UTC)
FEW, MANY, CHECKS = 24, 100, 1_000
TITLES = (
    "Pencegahan Eksploitasi Seksual Anak di Ranah Daring",
    "Preventing Online Child Sexual Exploitation and Abuse",
)


@dataclass
class Maker:
    signer: Any
    document_signer: Any

    def record(self, name: str, number: str) -> Any:
        from certificates.issue_data import Signatory
        from certificates.keys.signing import sign_claims
        from certificates.pdf.rendering import CertificateRecord
        from certificates.qr import code

        seconds = int(ISSUED.timestamp())
        claims = code.QrClaims(seconds, seconds + 94_608_000, 1, 77_777, name, "POESA-EL", 0)
        message = sign_claims(claims, host=HOST, number=number, signer=self.signer)
        return CertificateRecord(
            number=number,
            qr_text=code.qr_text(host=HOST, number=number, message=message),
            host=HOST,
            name=name,
            audience="teacher",
            province_id="Nusa Tenggara Timur",
            province_en="East Nusa Tenggara",
            title_id=TITLES[0],
            title_en=TITLES[1],
            hours=8,
            level=0,
            is_pilot=False,
            is_specimen=False,
            issued_at=ISSUED,
            issued_on=date(2026, 11, 24),
            valid_until=date(2029, 11, 24),
            issuer_name="Lembaga Penerbit (contoh)",
            signatories=(Signatory("Dr. Wulan Prameswari", "Ketua Program", "Programme Chair"),),
        )

    def unsigned(self, name: str, number: str) -> dict[str, Any]:
        from certificates.open_badges.credential import CredentialFacts, build_credential

        return build_credential(
            CredentialFacts(
                number=number,
                subject_id=UUID(int=7),
                host=HOST,
                name=name,
                course_code="POESA-EL",
                title_id=TITLES[0],
                title_en=TITLES[1],
                level=0,
                hours=8,
                language="id",
                issued_at=ISSUED,
                valid_until=ISSUED.replace(year=2029),
                issuer_name="Lembaga Penerbit (contoh)",
                issuer_url="https://penerbit.example",
                list_number=1,
                status_index=77_777,
            )
        )

    def credential(self, unsigned: dict[str, Any]) -> bytes:
        from certificates.keys.did import verification_method
        from certificates.open_badges import data_integrity
        from certificates.strict_json import json_bytes

        method = verification_method(HOST, self.signer.key_id.hex())
        return json_bytes(
            data_integrity.sign(
                unsigned, signer=self.signer, verification_method=method, created=ISSUED
            )
        )

    def pdf(self, name: str, number: str, credential: bytes) -> bytes:
        from certificates.pdf.rendering import render_pdf

        return render_pdf(self.record(name, number), credential=credential)

    def seal(self, pdf: bytes) -> bytes:
        from certificates.pdf.seal import seal_pdf

        return seal_pdf(pdf, signer=self.document_signer, sealed_at=ISSUED, reason="Sertifikat")

    def everything(self, name: str, number: str) -> int:
        """Bytes of the unsealed PDF."""
        from certificates.keys.did import verification_method
        from certificates.open_badges.badge import BadgeFacts, badge_png, badge_svg
        from certificates.open_badges.baking import bake_png, bake_svg
        from certificates.open_badges.token import sign_token

        unsigned = self.unsigned(name, number)
        credential = self.credential(unsigned)
        method = verification_method(HOST, self.document_signer.key_id)
        sign_token(unsigned, signer=self.document_signer, verification_method=method)
        pdf = self.pdf(name, number, credential)
        self.seal(pdf)
        facts = BadgeFacts(TITLES[0], 0, "id")
        bake_png(badge_png(facts), credential.decode())
        bake_svg(badge_svg(facts), credential.decode())
        return len(pdf)


def main(folder: Path) -> None:
    from certificates.keys.document_keys import load_document_signer
    from certificates.keys.ed25519_keys import load_signer

    maker = Maker(load_signer(folder), load_document_signer(folder, host=HOST))
    began = time.process_time()
    first_page(maker)
    told = {"first_s": time.process_time() - began, "checks_per_s": bare_checks()}
    numbers = iter(f"{count:016d}" for count in range(1, 10_000))
    largest = maker.everything("Ratna Dewi", next(numbers))
    credential = maker.credential(maker.unsigned("Ratna Dewi", next(numbers)))
    pdf = maker.pdf("Ratna Dewi", next(numbers), credential)
    told["pdf_bytes"] = largest
    told["seal_ms"] = each(lambda count: maker.seal(pdf))
    told["pdf_ms"] = each(lambda count: maker.pdf(f"Ratna {count}", next(numbers), credential))
    told["all_ms"] = each(lambda count: maker.everything(f"Dewi {count}", next(numbers)))
    for count in range(MANY):
        maker.everything(f"Putri {count}", next(numbers))
    before = most_memory_kb()
    for count in range(2 * MANY):
        maker.everything(f"Ayu {count}", next(numbers))
    told["memory_mb"] = before / 1024
    told["growth_kb"] = (most_memory_kb() - before) / (2 * MANY)
    print(json.dumps(told))


def first_page(maker: Maker) -> bytes:
    """What stands between an issued certificate and the picture of it on the page."""
    from certificates.pdf.page_images import page_preview
    from certificates.pdf.rendering import render_pdf

    return page_preview(render_pdf(maker.record("Ratna Dewi", "7K4M2Q9XHT3WP8DR")))


def bare_checks() -> float:
    """Bare Ed25519 verifications a second: how fast this processor is at present."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    message = b"x" * 200
    signature, public_key = key.sign(message), key.public_key()
    began = time.process_time()
    for _ in range(CHECKS):
        public_key.verify(signature, message)
    return CHECKS / (time.process_time() - began)


def each(make: Any) -> float:
    """Milliseconds of processor time for one, on average."""
    began = time.process_time()
    for count in range(FEW):
        make(count)
    return (time.process_time() - began) / FEW * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]))
