"""The page on which anyone checks one certificate by its number."""

import gzip

import pytest

from certificates.numbers import format_number
from certificates.records import service
from lms.app import create_app
from lms.extensions import db


def verdict_of(response):
    return response.text.partition('data-verdict="')[2].partition('"')[0]


@pytest.fixture
def look(client):
    def look(number, **options):
        return client.get(f"/v/{number}", **options)

    return look


def test_a_valid_certificate_is_shown_in_both_languages(look, certificate, learner):
    answer = look(certificate.number)
    assert (answer.status_code, verdict_of(answer)) == (200, "valid")
    for text in (
        learner.name,
        "Sertifikat ini sah",
        "This certificate is valid.",
        "Pencegahan Eksploitasi Seksual Anak di Ranah Daring",
        "Preventing Online Child Sexual Exploitation and Abuse",
        "8 jam pelajaran",
        "24 November 2026",
        "24 November 2029",
        "Lembaga Penerbit (contoh)",
        format_number(certificate.number),
        "kartu pengenal",
        "identity card",
        "payung.example",
    ):
        assert text in answer.text, text
    for kept_inside in ("contoh.id", "Nusa Tenggara", "Guru"):
        assert kept_inside not in answer.text


def test_number_and_path_are_read_in_either_case_with_or_without_hyphens(client, certificate):
    number = format_number(certificate.number)
    for path in (f"/v/{number}", f"/V/{certificate.number}", f"/v/{number.lower()}"):
        assert verdict_of(client.get(path)) == "valid", path


def test_the_page_is_never_stored_indexed_or_named_to_others(look, certificate):
    for number in (certificate.number, "0000000000000000"):
        answer = look(number)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_is_small_and_takes_nothing_from_elsewhere(look, certificate):
    answer = look(certificate.number)
    assert len(gzip.compress(answer.data)) < 8_000
    assert 'src="http' not in answer.text


def test_a_revoked_certificate_shows_the_date_and_neither_name_nor_reason(
    look, certificate, learner, store, now
):
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    answer = look(certificate.number)
    assert (answer.status_code, verdict_of(answer)) == (200, "revoked")
    assert "24 November 2026" in answer.text
    assert learner.name not in answer.text
    assert "misconduct" not in answer.text


def test_a_withdrawn_certificate_was_issued_and_says_no_more(
    look, certificate, learner, store, now
):
    store(service.erase_holder, certificate.id, now=now)
    answer = look(certificate.number)
    assert (answer.status_code, verdict_of(answer)) == (200, "withdrawn")
    assert learner.name not in answer.text
    assert "Pencegahan" not in answer.text


def test_unknown_and_malformed_numbers_have_the_same_answer(look, certificate):
    answers = [
        look(number)
        for number in ("0000000000000000", "0000-0000-0000-0001", "x", "-", "a/b", "%00", "A" * 500)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert verdict_of(answers[0]) == "not-found"
    assert look(certificate.number).status_code == 200


def test_a_specimen_is_never_called_valid(issue, enrol, look, read):
    from certificates.models import Certificate

    certificate_id = issue(enrol())
    number = read(lambda session: session.get_one(Certificate, certificate_id).number)
    answer = look(number)
    assert verdict_of(answer) == "specimen"
    assert "CONTOH / SPECIMEN" in answer.text
    assert "Sertifikat ini sah" not in answer.text


def test_a_pilot_certificate_says_so(issuer, issue, learner, look, read):
    from certificates.models import Certificate

    certificate_id = issue(learner, is_pilot=True)
    answer = look(read(lambda session: session.get_one(Certificate, certificate_id).number))
    assert verdict_of(answer) == "valid"
    assert "Uji coba" in answer.text


def test_a_name_is_shown_inert(issuer, issue, enrol, look, read):
    from certificates.models import Certificate

    learner = enrol(name="<b>Ratna</b> & Dewi")
    number = read(lambda s, i: s.get_one(Certificate, i).number, issue(learner))
    assert "&lt;b&gt;Ratna&lt;/b&gt; &amp; Dewi" in look(number).text


def test_a_typed_number_leads_to_its_answer(client, certificate):
    number = format_number(certificate.number)
    answer = client.get("/verify", query_string={"number": f" {number.lower()} "})
    assert (answer.status_code, answer.location) == (303, f"/v/{number}")
    for typed in ("nonsense", "A" * 3_000, "../admin", "https://lain.example/v/x"):
        answer = client.get("/verify", query_string={"number": typed})
        assert (answer.status_code, answer.location) == (303, "/v/-")


def test_the_form_is_shown_to_anyone(client):
    answer = client.get("/verify")
    assert answer.status_code == 200
    assert 'name="number"' in answer.text


@pytest.fixture
def limited_client(certificate, settings):
    """Made last: the limiter follows the newest program."""
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=True, SERVER_NAME="payung.example")
    yield app.test_client()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_misses_are_limited_and_hits_are_not(limited_client, certificate):
    hits = {limited_client.get(f"/v/{certificate.number}").status_code for _ in range(40)}
    assert hits == {200}
    misses = [limited_client.get(f"/v/{number:016d}").status_code for number in range(32)]
    assert misses == [404] * 30 + [429] * 2
