"""A site with a public name, served over TLS on this machine."""

from base64 import b64encode
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID
from werkzeug.serving import make_server

from certificates.issue_data import Achievement, Holder, Signatory
from certificates.records import queries, service
from courses.catalogue import service as outline
from courses.enrolment.join_course import join_course
from lms.accounts.queries import person_profile
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests.conftest import build_schema
from tests.factories import make_course, make_person

HOST, COURSE = "payung.example", "POESA-EL"
ORIGIN = f"https://{HOST}"


class SecureSite:
    """The program behind TLS; `codes` are the texts of QR codes by what became of them.

    A browser that leads the name to this machine finds it there with `with_port`; without, it
    must lead the usual port to that of `server`.
    """

    def __init__(self, folder, *, with_port=False):
        self.codes, self.numbers, self.certificates = {}, {}, {}
        build_schema(f"sqlite:///{folder / 'payung.db'}")
        self.pin, context = tls(folder)
        self.server = make_server(
            "127.0.0.1", 0, lambda *call: self.app(*call), threaded=True, ssl_context=context
        )
        self.origin = f"{ORIGIN}:{self.server.port}" if with_port else ORIGIN
        settings = Settings(data_dir=folder, port=self.server.port, public_url=self.origin)
        self.app = create_app(settings, RATELIMIT_ENABLED=False)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def writing(self):
        with self.app.app_context(), transaction() as session:
            yield session

    def open(self):
        """A course in pilot and an issuer. Gives the version of the course."""
        with self.writing() as session:
            version_id = make_course(session, is_open=False)
            outline.open_pilot(
                session,
                version_id,
                opened_by=make_person(session, roles=("administrator",)),
                name="Kelas pertama",
                reason="uji",
                kind="pilot",
                now=utc_now(),
            )
            service.set_issuer(
                session,
                name="Lembaga Penerbit (contoh)",
                url="https://penerbit.example",
                signatories=(Signatory("Wulan", "Ketua", "Chair"),),
                set_by=None,
                now=utc_now(),
            )
        return version_id

    def issue(self, what, name):
        with self.writing() as session:
            now = utc_now()
            person_id = make_person(session, name=name)
            enrolment_id = join_course(session, person_id=person_id, course_code=COURSE, now=now)
            certificate_id = service.issue_certificate(
                session,
                enrolment_id=enrolment_id,
                person_id=person_id,
                person_key_id=person_profile(session, person_id).data_key_id,
                holder=Holder(name, "teacher", "53"),
                achievement=Achievement(
                    "POESA-EL", "Pencegahan (contoh)", "Prevention (sample)", 8, 0, False
                ),
                completed_on=now.date(),
                now=now,
            )
            record = queries.issued_record(session, certificate_id)
        self.codes[what], self.numbers[what] = record.qr_text, record.number
        self.certificates[what] = certificate_id

    def revoke(self, what):
        with self.writing() as session:
            facts = {"reason": "misconduct", "revoked_by": None, "now": utc_now()}
            service.revoke(session, self.numbers[what], **facts)

    def suspend(self, what):
        with self.writing() as session:
            facts = {"reason": "under-review", "suspended_by": None, "now": utc_now()}
            service.suspend(session, self.numbers[what], **facts)


def tls(folder):
    """A self-signed certificate; gives its pin, as browsers name a key, and the two files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, SHA256())
    )
    files = folder / "tls.crt", folder / "tls.key"
    files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(sha256(spki).digest()).decode(), tuple(map(str, files))
