"""A certificate in all its forms, and what the program says about a file."""

import pytest
from sqlalchemy import delete

from certificates.models import CertificateFile
from certificates.verification.verify_upload import verify_file
from lms.extensions import task_context
from lms.workflows.certificates import make_files

FORMS = ("sealed-pdf", "json", "jwt", "badge-png", "badge-svg", "png")


@pytest.fixture
def form_of(app):
    """One file of a certificate, made unless it stands."""

    def form_of(certificate_id, kind):
        with app.app_context():
            return make_files.get_file(task_context(), certificate_id, kind)

    return form_of


@pytest.fixture
def forget_hashes(store):
    """From now on no file is known by its bytes: only its signature counts."""
    return lambda: store(lambda session: session.execute(delete(CertificateFile)))


@pytest.fixture
def original(form_of, certificate, forget_hashes):
    """A file of the certificate whose bytes are not on record, so that all checks are made."""

    def original(kind):
        data = form_of(certificate.id, kind)
        forget_hashes()
        return data

    return original


@pytest.fixture
def verdict(read, now):
    def verdict(data, *, now=now):
        return read(verify_file, data, now=now)

    return verdict


@pytest.fixture
def said(verdict):
    """Outcome and reason in one look."""

    def said(data, **options):
        found = verdict(data, **options)
        return found.outcome, found.reason

    return said
