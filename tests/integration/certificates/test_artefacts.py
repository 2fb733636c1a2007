from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy import delete, select

from certificates import artefact_files, queries, service
from certificates.errors import ArtefactLost, CertificateWithdrawn, NameNotPrintable
from certificates.models import Artefact
from lms import artefacts
from lms.tasks import sweep
from lms.workflows import make_artefacts
from lms.workflows.complete_course import _ask_for_artefacts


@pytest.fixture
def make(app):
    """One file, as the first request or the worker makes it."""

    def make(certificate_id, kind="sealed-pdf"):
        with app.app_context():
            return make_artefacts.artefact(artefacts.desk(), certificate_id, kind)

    return make


@pytest.fixture
def file_of(settings):
    def file_of(certificate, kind="sealed-pdf"):
        return settings.data_dir / artefact_files.file_name_of(certificate.id, kind)

    return file_of


def test_a_file_is_made_once_and_kept_byte_for_byte(certificate, make, read):
    first = make(certificate.id)
    assert first.startswith(b"%PDF-")
    assert make(certificate.id) == first
    stored = read(queries.stored_artefact, certificate.id, "sealed-pdf")
    assert stored.sha256 == sha256(first).hexdigest()


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
    store(lambda session: session.execute(delete(Artefact)))
    assert make(certificate.id) == first
    assert file_of(certificate).read_bytes() == sealed


def test_a_lost_file_is_made_again_or_said_to_be_lost(certificate, make, file_of, store):
    first = make(certificate.id, "png")
    file_of(certificate, "png").unlink()
    assert make(certificate.id, "png") == first
    file_of(certificate, "png").unlink()

    def forget(session):
        session.scalars(select(Artefact)).one().sha256 = "0" * 64

    store(forget)
    with pytest.raises(ArtefactLost):
        make(certificate.id, "png")


def test_a_lost_seal_is_not_replaced_by_another(certificate, make, file_of):
    make(certificate.id)
    file_of(certificate).unlink()
    with pytest.raises(ArtefactLost):
        make(certificate.id)


def test_the_job_makes_all_files_and_the_withdrawal_removes_them(
    app, certificate, file_of, store, now
):
    store(_ask_for_artefacts, certificate.id, now)
    sweep(app)
    files = [file_of(certificate, kind) for kind in make_artefacts.KINDS]
    assert all(file.exists() for file in files)
    store(service.withdraw_certificate, certificate.id, now=now)
    sweep(app)
    assert not any(file.exists() for file in files)


def test_a_certificate_withdrawn_meanwhile_gets_no_file(certificate, make, store, now, file_of):
    store(service.withdraw_certificate, certificate.id, now=now)
    with pytest.raises(CertificateWithdrawn):
        make(certificate.id)
    assert not file_of(certificate).exists()


def test_a_name_that_cannot_be_printed_is_named_and_nothing_is_kept(
    issuer, issue, enrol, make, read
):
    certificate_id = issue(enrol(name="Li", earlier_name="Li 李"))
    with pytest.raises(NameNotPrintable) as refusal:
        make(certificate_id)
    assert refusal.value.parameters == {"characters": "李"}
    assert read(queries.stored_artefact, certificate_id, "sealed-pdf") is None
