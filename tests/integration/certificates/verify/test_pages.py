"""The pages on which files and lists are checked, and forgeries reported."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from certificates.numbers import format_number
from certificates.records import queries, service
from certificates.verification.verify_files import MAX_FILE_SIZE
from lms.app import create_app
from lms.kernel import outbox
from lms.kernel.outbox import OutboxMessage
from lms.web.verify.number_lists import MAX_ENTRIES
from tests.integration.certificates.conftest import TEST_CONFIG


@pytest.fixture
def send(client):
    def send(data, name="sertifikat.bin"):
        file = FileStorage(BytesIO(data), filename=name)
        # In memory: the client would leave a temporary file of a large upload open.
        body, _size, boundary = stream_encode_multipart({"file": file}, use_tempfile=False)
        kind = f"multipart/form-data; boundary={boundary}"
        return client.post("/verify/file", data=body.read(), content_type=kind)

    return send


@pytest.fixture
def number(certificate):
    return format_number(certificate.number)


def verdict_of(answer):
    return answer.text.partition('data-verdict="')[2].partition('"')[0]


@pytest.mark.parametrize("form", ["sealed-pdf", "json", "jwt", "badge-png", "badge-svg", "png"])
def test_a_file_is_answered_with_its_record(form_of, certificate, send, learner, form):
    answer = send(form_of(certificate.id, form))
    assert (answer.status_code, verdict_of(answer)) == (200, "valid")
    assert learner.name in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_answer_to_a_file_names_issuer_and_pilot_as_the_page_of_the_number_does(
    client, form_of, issuer, issue, enrol, send, read
):
    """A pilot's certificate says less than one of a reviewed course."""
    certificate_id = issue(enrol(), is_pilot=True)
    number = format_number(read(queries.issued_record, certificate_id).number)
    page_of_number = client.get(f"/v/{number}")
    answer = send(form_of(certificate_id, "sealed-pdf"))
    for page in (page_of_number, answer):
        assert "Pilot: course under expert review" in page.text
        assert ">Lembaga Penerbit (contoh)</a>" in page.text
    ordinary = send(form_of(issue(enrol()), "sealed-pdf"))
    assert "Pilot: course under expert review" not in ordinary.text
    assert ">Lembaga Penerbit (contoh)</a>" in ordinary.text


def test_a_changed_file_is_refused_with_its_reason_and_names_nobody(
    form_of, certificate, send, learner
):
    data = form_of(certificate.id, "sealed-pdf")
    answer = send(data + b"% one more line\n")
    assert (answer.status_code, verdict_of(answer)) == (200, "refused")
    assert 'data-reason="pdf-changed-after-seal"' in answer.text
    assert learner.name not in answer.text


def test_the_name_of_a_file_is_neither_trusted_nor_shown(form_of, certificate, send):
    data = form_of(certificate.id, "json")
    answer = send(data, name="<script>alert(1)</script>.pdf")
    assert verdict_of(answer) == "valid"
    assert "alert(1)" not in answer.text


def test_nothing_chosen_is_an_error_of_the_form(client, certificate, send):
    for sent in ({}, {"file": (BytesIO(b""), "kosong.pdf")}):
        answer = client.post("/verify/file", data=sent)
        assert (answer.status_code, "it is empty" in answer.text) == (422, True)
        assert 'aria-describedby="file-hint file-error"' in answer.text


@pytest.mark.parametrize("extra", [1, 1024 * 1024])  # within and beyond the room for the form
def test_a_photograph_over_10_mb_has_a_sentence_and_the_form_again(send, certificate, extra):
    photo = b"\xff\xd8\xff".ljust(MAX_FILE_SIZE + extra, b"x")
    answer = send(photo, name="IMG_2041.jpg")
    assert answer.status_code == 413
    assert "This file is larger than 10 MB." in answer.text
    assert "Berkas ini melebihi 10 MB." in answer.text
    assert "data-verdict" not in answer.text  # it says nothing about the certificate
    assert 'aria-describedby="file-hint file-error"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert send(photo[:MAX_FILE_SIZE]).status_code == 200


def check(client, text, **more):
    return client.post("/verify/numbers", data={"numbers": text, **more})


def test_a_list_of_numbers_and_codes_gives_a_table(client, certificate, number, read, learner):
    code = read(queries.issued_record, certificate.id).qr_text
    answer = check(client, f"nama,nomor\nRatna,{number.lower()}\n{code}\n0000-0000-0000-0000")
    assert answer.status_code == 200
    assert answer.text.count("sah / valid") == 2
    assert answer.text.count("tidak ditemukan / not found") == 1
    assert answer.text.count(learner.name) == 2


def test_a_row_without_a_number_says_so_and_is_not_called_unknown(client, certificate, number):
    sent = f"nama,nomor\nRatna,{number}\nSari,\nWayan,{number[:-1]}\nBudi,0000-0000-0000-0000"
    rows = rows_of(check(client, sent, **{"as": "csv"}))
    missing = "baris ini tanpa nomor lengkap / no complete number in this row"
    assert [row[1] for row in rows[1:]] == [
        "sah / valid",
        missing,
        missing,
        "tidak ditemukan / not found",
    ]


def rows_of(answer):
    assert answer.mimetype == "text/csv"
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_the_same_comes_as_csv(client, number, learner):
    heading, row = rows_of(check(client, number, **{"as": "csv"}))
    assert heading[0] == "nomor / number"
    assert (row[0], row[1], row[2], row[6]) == (number, "sah / valid", learner.name, "2026-11-24")


def test_a_revoked_one_is_listed_without_a_name(client, certificate, number, store, now, learner):
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    _heading, row = rows_of(check(client, number, **{"as": "csv"}))
    assert (row[0], row[1], row[2]) == (number, "dicabut / revoked", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
def test_what_would_start_a_formula_is_inert(client, certificate, start):
    rows = rows_of(check(client, f"0000-0000-0000-0000\n{start}1+2", **{"as": "csv"}))
    assert [cell[:1] for cell in rows[2] if "1+2" in cell] == ["'"]


def test_a_name_that_looks_like_a_formula_is_inert(client, issuer, issue, enrol, read):
    certificate_id = issue(enrol(name="=HYPERLINK(1)"))
    number = read(queries.issued_record, certificate_id).number
    _heading, row = rows_of(check(client, number, **{"as": "csv"}))
    assert row[2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_is_read_as_spreadsheets_save_it(client, number, encoding, separator):
    text = separator.join(("No", "Nama", "Sertifikat")) + "\r\n"
    text += separator.join(("1", "Désirée", f'"{number}"')) + "\r\n"
    sent = {"list": (BytesIO(text.encode(encoding)), "daftar.csv"), "as": "csv"}
    rows = rows_of(client.post("/verify/numbers", data=sent))
    assert [row[1] for row in rows[1:]] == ["sah / valid"]


def test_too_many_or_no_numbers_are_refused_with_what_was_typed(client, certificate):
    many = "0000-0000-0000-0000\n" * (MAX_ENTRIES + 1)
    for text, said in ((many, many.strip()), ("", str(MAX_ENTRIES))):
        answer = check(client, text)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert 'id="numbers-error"' in answer.text
    assert check(client, "0000-0000-0000-0000\n" * MAX_ENTRIES).status_code == 200


def test_a_report_reaches_every_administrator_and_is_kept_nowhere_else(
    client, number, make_person, new_session, now
):
    people = {make_person(roles=("administrator",)) for _person in range(2)}
    make_person()
    said = {"number": number, "account": "Nama di kertas lain", "reply_to": "saya@contoh.id"}
    answer = client.post("/verify/report", data=said)
    assert (answer.status_code, answer.location) == (303, "/verify/report/sent")
    with new_session() as session:
        assert set(session.scalars(select(OutboxMessage.person_id))) == people
        message = outbox.claim_message(session, now=now.replace(year=2099))
    assert message.template == "suspect-certificate"
    assert message.parameters["account"] == said["account"]
    assert message.parameters["number"] == number


def test_an_empty_report_is_asked_for_again(client, new_session):
    answer = client.post("/verify/report", data={"number": "x", "account": " "})
    assert (answer.status_code, 'value="x"' in answer.text) == (422, True)
    with new_session() as session:
        assert session.scalar(select(OutboxMessage)) is None


def test_reports_files_and_lists_are_limited(settings, certificate):
    app = create_app(settings, **TEST_CONFIG | {"RATELIMIT_ENABLED": True})
    client = app.test_client()
    for path, most in (("/verify/report", 5), ("/verify/file", 20), ("/verify/numbers", 10)):
        answers = [client.post(path, data={"account": "x"}).status_code for _ in range(most + 1)]
        assert answers[-1] == 429, path
        assert 429 not in answers[:-1], path


def test_a_write_needs_the_token_of_its_form(settings, certificate):
    client = create_app(settings, **TEST_CONFIG | {"WTF_CSRF_ENABLED": True}).test_client()
    assert client.post("/verify/report", data={"account": "x"}).status_code == 400
    assert client.post("/verify/numbers", data={"numbers": "x"}).status_code == 200


def test_keys_and_lists_for_the_scanner(client, certificate, settings):
    keys = client.get("/verify/keys.json").json
    assert keys["hosts"] == ["payung.example", "lama.example"]
    assert {key["is_specimen"] for key in keys["keys"]} == {True, False}
    assert client.get("/verify/lists").mimetype == "application/cose"


def test_the_site_can_be_installed(client):
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in json.loads(manifest.text)["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"
    worker = client.get("/service-worker.js")
    assert (worker.mimetype, worker.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert "Set-Cookie" not in worker.headers


def test_camera_and_webassembly_are_allowed_on_the_scanner_alone(client, certificate):
    scanner, index = client.get("/verify/scan"), client.get("/verify")
    assert "camera=(self)" in scanner.headers["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in scanner.headers["Content-Security-Policy"]
    assert "camera=()" in index.headers["Permissions-Policy"]
    assert "wasm" not in index.headers["Content-Security-Policy"]
