"""Each form as it was issued, and what the record makes of it."""

import shutil
from codecs import BOM_UTF8
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from certificates.records import queries, service
from certificates.verification.verify_upload import verify_file
from lms.app import create_app
from lms.extensions import db
from lms.settings import Settings
from tests.integration.certificates.conftest import TEST_CONFIG
from tests.integration.certificates.verify.conftest import FORMS

KINDS = {"sealed-pdf": "pdf", "badge-png": "png", "badge-svg": "svg"}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_known_by_its_bytes(form_of, certificate, verdict, form):
    found = verdict(form_of(certificate.id, form))
    assert (found.outcome, found.reason) == ("valid", "issued")
    assert found.kind == KINDS.get(form, form)
    assert found.status.number == certificate.number


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_valid_by_its_signature_alone(original, verdict, certificate, form):
    found = verdict(original(form))
    assert (found.outcome, found.reason) == ("valid", None)
    assert found.status.number == certificate.number


@pytest.mark.parametrize("form", FORMS)
def test_the_record_has_the_last_word(original, said, certificate, store, now, form):
    data = original(form)
    assert said(data) == ("valid", None)
    store(service.suspend, certificate.number, reason="under-review", suspended_by=None, now=now)
    assert said(data) == ("suspended", None)
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    assert said(data) == ("revoked", None)
    store(service.erase_holder, certificate.id, now=now)
    assert said(data) == ("withdrawn", None)


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_text_with_a_byte_order_mark_is_read(original, said, form):
    """Some editors put one before what they save as UTF-8."""
    assert said(BOM_UTF8 + original(form)) == ("valid", None)


def test_the_text_of_a_code_with_a_byte_order_mark_is_read(code, said):
    assert said(BOM_UTF8 + code.encode()) == ("valid", None)


@pytest.mark.parametrize("form", ["sealed-pdf", "json", "jwt", "png"])
def test_a_certificate_runs_out(original, said, now, form):
    data = original(form)
    assert said(data, now=now + timedelta(days=3 * 365 - 1)) == ("valid", None)
    assert said(data, now=now + timedelta(days=3 * 366)) == ("expired", None)


def test_the_text_of_a_code_and_a_photo_of_it(read, certificate, original, said):
    text = read(queries.issued_record, certificate.id).qr_text
    assert said(text.encode()) == ("valid", None)
    photo = BytesIO()
    with Image.open(BytesIO(original("png"))) as page:
        page.convert("RGB").rotate(4, expand=True, fillcolor="white").save(
            photo, "JPEG", quality=60
        )
    assert said(photo.getvalue()) == ("valid", None)


@pytest.mark.parametrize("form", ["sealed-pdf", "json", "jwt", "png"])
def test_a_specimen_counts_for_nothing(issue, enrol, form_of, forget_hashes, said, form):
    data = form_of(issue(enrol()), form)
    assert said(data) == ("specimen", "issued")
    forget_hashes()
    assert said(data) == ("specimen", None)


@pytest.fixture
def elsewhere(sqlite_template, tmp_path):
    """Another installation: its own keys and records, at an address of choice."""
    opened = []

    def elsewhere(public_url):
        settings = Settings(
            data_dir=tmp_path / "elsewhere",
            database_url=f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'elsewhere.db')}",
            public_url=public_url,
        )
        opened.append(create_app(settings, **TEST_CONFIG | {"SERVER_NAME": None}))
        return opened[-1]

    yield elsewhere
    for app in opened:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


REASONS_ELSEWHERE = {
    "sealed-pdf": ("pdf-seal-foreign", "pdf-seal-foreign"),
    "json": ("key-unknown", "issuer-foreign"),
    "jwt": ("key-unknown", "issuer-foreign"),
    "badge-png": ("key-unknown", "issuer-foreign"),
    "badge-svg": ("key-unknown", "issuer-foreign"),
    "png": ("code-unknown-key", "code-foreign-host"),
}


@pytest.mark.parametrize("form", FORMS)
def test_another_installation_refuses_it(original, said, elsewhere, now, form):
    data = original(form)
    assert said(data) == ("valid", None)
    urls = ("https://payung.example", "https://lain.example")
    for url, reason in zip(urls, REASONS_ELSEWHERE[form], strict=True):
        with elsewhere(url).app_context():
            found = verify_file(db.session(), data, now=now)
        assert (found.outcome, found.reason, found.status) == ("refused", reason, None)
