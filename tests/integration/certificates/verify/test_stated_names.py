"""A file states a name, and so does the record: where they differ, the answer says so."""

from dataclasses import asdict
from io import BytesIO

import pytest

from certificates.issue_data import Holder
from certificates.models import Certificate
from lms.kernel.sealing.sealing import seal_json
from tests.integration.certificates.verify.conftest import FORMS

OTHER = "Petrus Lamba"


@pytest.fixture
def rename(store, certificate):
    """Gives the record another holder's name, as only somebody in the database can."""

    def rename(session):
        row = session.get_one(Certificate, certificate.id)
        holder = asdict(Holder(OTHER, "teacher", "53"))
        row.sealed_holder = seal_json(
            session, row.data_key_id, holder, context=f"holder:{certificate.id}"
        )

    return lambda: store(rename)


@pytest.mark.parametrize("form", [*FORMS, "pdf"])
def test_an_issued_file_whose_record_has_another_name_differs(
    form_of, certificate, verdict, rename, learner, form
):
    data = form_of(certificate.id, form)
    assert (verdict(data).outcome, verdict(data).differing_name) == ("valid", None)
    rename()
    answer = verdict(data)
    assert (answer.outcome, answer.reason) == ("differs", "issued")
    assert (answer.differing_name, answer.status.name) == (learner.name, OTHER)


@pytest.mark.parametrize("form", FORMS)
def test_a_signed_file_whose_record_has_another_name_differs(
    original, verdict, rename, learner, form
):
    data = original(form)
    rename()
    answer = verdict(data)
    assert (answer.outcome, answer.differing_name) == ("differs", learner.name)


def test_a_file_of_an_expired_or_revoked_certificate_is_compared_too(
    form_of, certificate, verdict, rename, now, learner
):
    data = form_of(certificate.id, "json")
    rename()
    answer = verdict(data, now=now.replace(year=2031))
    assert (answer.outcome, answer.differing_name) == ("differs", learner.name)


@pytest.mark.parametrize("kind", ["sealed-pdf", "json", "badge-png"])
def test_the_command_warns_and_names_both(payung, facts, file_of, rename, learner, kind):
    file = file_of(kind)
    assert "warning" not in facts("verify", file)[1]
    rename()
    status, answer = facts("verify", file)
    assert (status, answer["outcome"], answer["warning"]) == (1, "differs", "name-differs")
    assert (answer["name_in_file"], answer["name"]) == (learner.name, OTHER)
    _status, output = payung("verify", file)
    assert f"warning: name-differs The file names {learner.name}, the record {OTHER}." in output


def test_the_command_warns_about_a_code_too(facts, code, rename, learner):
    rename()
    status, answer = facts("verify", code)
    assert (status, answer["outcome"], answer["warning"]) == (1, "differs", "name-differs")
    assert (answer["name_in_file"], answer["name"]) == (learner.name, OTHER)


def test_the_command_says_that_the_words_in_a_picture_are_not_read(
    facts, file_of, forget_hashes, tmp_path
):
    """Anybody can print another name around a genuine code."""
    picture = file_of("png")
    assert "warning" not in facts("verify", picture)[1]
    forget_hashes()
    status, answer = facts("verify", picture)
    assert (status, answer["outcome"], answer["warning"]) == (0, "valid", "picture-not-compared")


def test_the_page_says_that_file_and_record_differ(client, form_of, certificate, rename, learner):
    data = form_of(certificate.id, "json")
    rename()
    page = client.post("/verify/file", data={"file": (BytesIO(data), "a.json")})
    assert 'data-verdict="differs"' in page.text
    assert "The signature is genuine, but the record differs." in page.text
    assert learner.name not in page.text
    assert OTHER not in page.text
