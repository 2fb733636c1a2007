"""The files of a certificate: made once, kept byte for byte, read by their owner only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf.models.metadata import decode_pdf_date
from sqlalchemy import delete, select

from certificates.designs.service import set_design
from certificates.errors import CertificateErased, CertificateFileLost, NameNotPrintable
from certificates.models import CertificateFile
from certificates.open_badges.baking import credential_in_png, credential_in_svg
from certificates.pdf import file_store
from certificates.pdf.page_images import page_png
from certificates.records import queries, service
from certificates.verification.verify_upload import verify_file
from lms.extensions import task_context
from lms.kernel.jobs import add_job
from lms.tasks import sweep
from lms.workflows.certificates import make_files
from lms.workflows.certificates.after_issue import request_files

FORMS = ("pdf", "sealed-pdf")


@pytest.fixture
def make(app):
    """One file, as the first request or the worker makes it."""

    def make(certificate_id, kind="sealed-pdf"):
        with app.app_context():
            return make_files.get_file(task_context(), certificate_id, kind)

    return make


@pytest.fixture
def file_of(settings):
    def file_of(certificate, kind="sealed-pdf"):
        return settings.data_dir / file_store.sealed_file_name(certificate.id, kind)

    return file_of


def test_a_file_is_made_once_and_kept_byte_for_byte(certificate, make, read):
    first = make(certificate.id)
    assert first.startswith(b"%PDF-")
    assert make(certificate.id) == first
    stored = read(queries.stored_file, certificate.id, "sealed-pdf")
    assert stored.sha256 == sha256(first).hexdigest()


@pytest.mark.parametrize("hour", [1, 7, 20])  # in Jakarta 8:00, 14:00, and 3:00 of the next day
def test_a_pdf_is_not_created_later_than_signed(issuer, issue, learner, make, now, hour):
    issued_at = now.replace(hour=hour, microsecond=0)
    with pikepdf.open(BytesIO(make(issue(learner, now=issued_at)))) as pdf:
        created = decode_pdf_date(str(pdf.docinfo["/CreationDate"]))
        signed = decode_pdf_date(str(pdf.Root["/AcroForm"]["/Fields"][0]["/V"]["/M"]))
        in_metadata = datetime.fromisoformat(pdf.open_metadata()["xmp:CreateDate"])
    assert created == in_metadata == issued_at
    assert created <= signed


def test_a_file_is_sealed_and_readable_by_its_owner_only(certificate, make, file_of):
    make(certificate.id)
    file = file_of(certificate)
    assert b"%PDF" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_of_two_makers_at_once_both_give_the_same_bytes(certificate, make):
    with ThreadPoolExecutor(2) as makers:
        made = set(makers.map(make, [certificate.id] * 4))
    assert len(made) == 1


def test_a_maker_killed_before_its_row_is_followed_by_one_that_keeps_its_file(
    certificate, make, file_of, store
):
    first = make(certificate.id)
    sealed = file_of(certificate).read_bytes()
    store(lambda session: session.execute(delete(CertificateFile)))
    assert make(certificate.id) == first
    assert file_of(certificate).read_bytes() == sealed


def test_a_lost_file_is_made_again_or_said_to_be_lost(certificate, make, file_of, store):
    first = make(certificate.id, "png")
    file_of(certificate, "png").unlink()
    assert make(certificate.id, "png") == first
    file_of(certificate, "png").unlink()

    def forget(session):
        session.scalars(
            select(CertificateFile).where(CertificateFile.kind == "png")
        ).one().sha256 = "0" * 64

    store(forget)
    with pytest.raises(CertificateFileLost):
        make(certificate.id, "png")


def test_a_lost_seal_is_not_replaced_by_another(certificate, make, file_of):
    make(certificate.id)
    file_of(certificate).unlink()
    with pytest.raises(CertificateFileLost):
        make(certificate.id)


def test_the_job_makes_all_files_and_the_withdrawal_removes_them(
    app, certificate, file_of, store, now
):
    store(request_files, certificate.id, now=now)
    sweep(app)
    files = [file_of(certificate, kind) for kind in make_files.KINDS]
    assert all(file.exists() for file in files)
    store(service.erase_holder, certificate.id, now=now)
    sweep(app)
    assert not any(file.exists() for file in files)


def test_a_certificate_withdrawn_meanwhile_gets_no_file(certificate, make, store, now, file_of):
    store(service.erase_holder, certificate.id, now=now)
    with pytest.raises(CertificateErased):
        make(certificate.id)
    assert not file_of(certificate).exists()


def test_a_name_that_cannot_be_printed_is_named_and_nothing_is_kept(
    issuer, issue, enrol, make, read
):
    certificate_id = issue(enrol(name="Li", earlier_name="Li 李"))
    with pytest.raises(NameNotPrintable) as refusal:
        make(certificate_id)
    assert refusal.value.parameters == {"characters": "李"}
    assert read(queries.stored_file, certificate_id, "sealed-pdf") is None


def test_the_picture_shows_the_sealed_page_and_is_made_when_asked_for(
    app, certificate, make, store, now, read
):
    store(request_files, certificate.id, now=now)
    sweep(app)
    assert read(queries.stored_file, certificate.id, "png") is None
    assert make(certificate.id, "png") == page_png(make(certificate.id))


def test_the_credential_in_the_pdf_and_the_badges_is_the_one_that_is_kept(certificate, make):
    credential = make(certificate.id, "json")
    with pikepdf.open(BytesIO(make(certificate.id))) as document:
        assert document.attachments["credential.json"].get_file().read_bytes() == credential
    assert credential_in_png(make(certificate.id, "badge-png")) == credential.decode()
    assert credential_in_svg(make(certificate.id, "badge-svg")) == credential.decode()


def test_a_certificate_from_before_keeps_its_pdf_beside_a_sealed_one(certificate, make, read):
    earlier = make(certificate.id, "pdf")
    sealed = make(certificate.id)
    assert make(certificate.id, "pdf") == earlier
    hashes = {kind: read(queries.stored_file, certificate.id, kind).sha256 for kind in FORMS}
    assert hashes == {"pdf": hash_of(earlier), "sealed-pdf": hash_of(sealed)}
    assert earlier != sealed
    for data in (earlier, sealed):
        found = read(verify_file, data, now=certificate.issued_at)
        assert (found.outcome, found.reason) == ("valid", "issued")


def test_certificates_from_before_get_their_seal_by_a_job(
    app, issue, enrol, issuer, store, read, now, monkeypatch
):
    monkeypatch.setattr(make_files, "BATCH_SIZE", 2)
    issued = [issue(enrol(name=name)) for name in ("Ratna Dewi", "Petrus Lamba", "Umi")]
    store(add_job, kind="ask-for-missing-artefacts", key="upgrade", arguments={}, now=now)
    sweep(app)
    for certificate_id in issued:
        assert read(queries.stored_file, certificate_id, "sealed-pdf") is not None


def test_each_signed_file_remembers_its_key(certificate, make, read, app):
    make_all = [make(certificate.id, kind) for kind in make_files.KINDS]
    assert len(set(make_all)) == len(make_files.KINDS)
    kept = {
        row.kind: row.key_id
        for row in read(lambda session: session.scalars(select(CertificateFile)).all())
    }
    assert kept["json"] == certificate.signing_key_id
    assert kept["jwt"] == kept["sealed-pdf"] is not None
    assert kept["badge-png"] is None


def test_a_design_set_later_does_not_change_what_was_issued(
    certificate, issue, enrol, make, store, now
):
    before = make(certificate.id, "pdf")
    later = now + timedelta(days=1)
    store(
        set_design,
        course_code="POESA-EL",
        template="payung",
        language="en",
        signatories=[],
        logos=[],
        set_by=None,
        now=later - timedelta(hours=1),
    )
    assert page_text(make(certificate.id)) == page_text(before)
    assert "Certificate of Completion" in page_text(before)
    one_later = issue(enrol(name="Ratna Dewi"), now=later)
    assert "Tanggal terbit" not in page_text(make(one_later))


def hash_of(data):
    return sha256(data).hexdigest()


def page_text(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].get_textpage().get_text_range()
