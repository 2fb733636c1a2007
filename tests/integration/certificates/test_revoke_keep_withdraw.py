"""A certificate's end: revoked, withdrawn, or kept when its holder is erased."""

import pytest

from certificates.errors import (
    CertificateErased,
    CertificateNotFound,
    UnknownRevocationReason,
)
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import queries, service
from lms.kernel.jobs import Job
from lms.kernel.sealing.sealing import KeyDestroyed, destroy_key


def test_a_revoked_certificate_says_when_and_never_why(certificate, store, status, now):
    assert status(certificate.number).state == "valid"
    number = format_number(certificate.number).lower()
    store(service.revoke, number, reason="misconduct", revoked_by=None, now=now)
    found = status(certificate.number)
    assert (found.state, found.revoked_at) == ("revoked", now)
    assert "misconduct" not in repr(found)


def test_revoking_again_keeps_the_first_time(certificate, store, status, now):
    for year in (2027, 2028):
        moment = now.replace(year=year)
        store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=moment)
    assert status(certificate.number).revoked_at == now.replace(year=2027)


def test_revoking_needs_a_known_reason_and_a_known_number(certificate, store, status, now):
    with pytest.raises(UnknownRevocationReason):
        store(service.revoke, certificate.number, reason="dislike", revoked_by=None, now=now)
    for number in ("0000000000000000", "nonsense"):
        with pytest.raises(CertificateNotFound):
            store(service.revoke, number, reason="misconduct", revoked_by=None, now=now)
    assert status(certificate.number).state == "valid"


def test_a_withdrawn_certificate_answers_without_its_holder(certificate, store, status, read, now):
    store(service.erase_holder, certificate.id, now=now)
    found = status(certificate.number)
    assert (found.state, found.name, found.title_id) == ("withdrawn", "", "")
    row = read(lambda session: session.get_one(Certificate, certificate.id))
    assert (row.sealed_holder, row.sealed_qr) == (b"", b"")
    with pytest.raises(CertificateErased):
        read(queries.issued_record, certificate.id)


def test_withdrawing_asks_once_for_the_files_to_be_removed(certificate, store, read, now):
    for _ in range(2):
        store(service.erase_holder, certificate.id, now=now)
    jobs = read(lambda session: [job.kind for job in session.query(Job)])
    assert sorted(jobs) == ["remove-artefacts", "sign-status-list", "sign-status-lists"]


def test_a_kept_certificate_outlives_the_key_of_its_holder(
    certificate, learner, store, status, read, now
):
    code = read(queries.issued_record, certificate.id).qr_text
    store(service.retain_certificate, certificate.id, now=now)
    store(destroy_key, learner.key_id, now=now)
    assert (status(certificate.number).state, status(certificate.number).name) == (
        "valid",
        learner.name,
    )
    assert read(queries.check_code, code, now=now).outcome == "valid"


def test_without_that_choice_the_key_of_the_holder_takes_it_along(
    certificate, learner, store, status, read, now
):
    store(destroy_key, learner.key_id, now=now)
    assert status(certificate.number).state == "withdrawn"
    with pytest.raises(KeyDestroyed):
        read(queries.issued_record, certificate.id)


def test_a_withdrawn_certificate_cannot_be_kept(certificate, store, now):
    store(service.erase_holder, certificate.id, now=now)
    with pytest.raises(CertificateErased):
        store(service.retain_certificate, certificate.id, now=now)


def test_a_certificate_expires(certificate, status, now):
    assert status(certificate.number, now=now.replace(year=2029, day=23)).state == "valid"
    assert status(certificate.number, now=now.replace(year=2029, day=25)).state == "expired"


def test_a_record_that_says_something_else_is_told_apart(certificate, store, read, now):
    code = read(queries.issued_record, certificate.id).qr_text
    assert read(queries.check_code, code, now=now).outcome == "valid"
    store(lambda session: setattr(session.get_one(Certificate, certificate.id), "level", 1))
    assert read(queries.check_code, code, now=now).outcome == "differs"
