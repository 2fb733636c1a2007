"""Sample certificates with invented names, for previews of designs."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from certificates.issuer_host import parse_host
from certificates.keys.signing import sign_claims
from certificates.pdf.design import Design
from certificates.pdf.rendering import CertificateRecord
from certificates.qr import code
from certificates.records import queries
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now

NUMBER = "C0NT0HC0NT0HC0NT"
CODE = "CONTOH"
SAMPLES = {
    "usual": (_l("Usual name"), "Maharani Puspita"),
    "short": (_l("One short word"), "Umi"),
    "long": (
        _l("60 letters"),
        "Raden Roro Kusumawardhani Anggraeni Purnamasari Wiryatmojo M",
    ),
    "apostrophe": (_l("With an apostrophe"), "Ma'ruf Nu'man O'Hara"),
    "javanese": (_l("In Javanese letters"), "ꦩꦲꦫꦤꦶꦥꦸꦱ꧀ꦥꦶꦠ"),
    "arabic": (_l("In Arabic letters"), "مهاراني ڤوسڤيتا"),
}


def sample_record(sample: str, *, design: Design, titles: tuple[str, str]) -> CertificateRecord:
    """Return a specimen, signed with the specimen key."""
    ports, now = current_ports(), utc_now().replace(microsecond=0)
    host, name = parse_host(ports.public_url), SAMPLES[sample][1]
    issuer = queries.current_issuer(db.session())
    until = now + timedelta(days=3 * 365)
    claims = code.QrClaims(int(now.timestamp()), int(until.timestamp()), 1, 0, name, CODE, 0)
    message = sign_claims(claims, host=host.authority, number=NUMBER, signer=ports.specimen_signer)
    return CertificateRecord(
        number=NUMBER,
        qr_text=code.qr_text(
            host=host.authority, number=NUMBER, message=message, is_secure=host.is_secure
        ),
        host=host.authority,
        name=name,
        audience="teacher",
        province_id="Nusa Tenggara Timur",
        province_en="East Nusa Tenggara",
        title_id=titles[0],
        title_en=titles[1],
        hours=8,
        level=0,
        is_pilot=False,
        is_specimen=True,
        issued_at=now,
        issued_on=now.date(),
        valid_until=until.date(),
        issuer_name=issuer.name if issuer else None,
        signatories=issuer.signatories if issuer else (),
        design=design,
    )
