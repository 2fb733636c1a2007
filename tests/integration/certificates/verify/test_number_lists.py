"""Lists of numbers as education offices send them: workbooks, their own columns, repetitions."""

import csv
import html
import re
import zipfile
from io import BytesIO, StringIO
from time import monotonic

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart
from xlsxwriter import Workbook

from certificates.numbers import format_number
from certificates.records import queries
from lms.web.verify import lists

UNKNOWN = "0000-0000-0000-0000"
NIK = "3173051234567890"  # 16 digits, as of an identity card: it could be a number
HEADINGS = ["No", "Nama", "NIK", "Sekolah", "Nomor sertifikat"]


@pytest.fixture
def number(certificate):
    return format_number(certificate.number)


@pytest.fixture
def rows(number):
    return [
        HEADINGS,
        ["1", "Ratna Dewi", NIK, "SMP Negeri 1, Ende", number],
        ["2", "Petrus", "", "=1+1", UNKNOWN],
        ["3", "Made", "", "SMP 3", number.lower()],
        ["4", "Sari", NIK, "SMP 4", ""],
    ]


def workbook(*sheets, hidden=()):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        for position, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            if position in hidden:
                sheet.hide()
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(line, column, cell)
    return file.getvalue()


@pytest.fixture
def send(client):
    def send(data, form="page", name="daftar.xlsx"):
        sent = {"list": FileStorage(BytesIO(data), filename=name), "as": form}
        # In memory: the client would leave a temporary file of a large upload open.
        body, _size, boundary = stream_encode_multipart(sent, use_tempfile=False)
        kind = f"multipart/form-data; boundary={boundary}"
        return client.post(
            "/verify/numbers",
            data=body.read(),
            content_type=kind,
            headers={"Accept-Language": "en"},
        )

    return send


def rows_of(answer):
    assert answer.mimetype == "text/csv", answer.text
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def check_table(table):
    heading, *body = table
    assert heading[9:] == ["berulang / repeated", "No", "Nama", "NIK", "Sekolah"]
    assert [row[1].partition(" / ")[2] for row in body] == [
        "valid",
        "not found",
        "valid",
        "no complete number in this row",
    ]
    assert [row[9] for row in body] == ["2", "", "2", ""]
    assert [row[10:] for row in body] == [
        ["1", "Ratna Dewi", NIK, "SMP Negeri 1, Ende"],
        ["2", "Petrus", "", "'=1+1"],
        ["3", "Made", "", "SMP 3"],
        ["4", "Sari", NIK, "SMP 4"],
    ]


def test_a_workbook_is_read_row_by_row_with_its_own_columns(send, rows, number):
    table = rows_of(send(workbook(rows), "csv"))
    check_table(table)
    assert table[1][0] == table[3][0] == number


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_keeps_its_own_columns_too(send, rows, separator):
    written = StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    check_table(rows_of(send(written.getvalue().encode(), "csv", "daftar.csv")))


def test_the_page_counts_the_results_and_shows_the_columns(send, rows):
    page = html.unescape(send(workbook(rows)).text)
    counts = dict(re.findall(r'data-count="([\w-]+)">(\d+)<', page))
    assert counts == {"valid": "2", "not-found": "1", "no-number": "1", "repeated": "1"}
    assert page.count("data-repeated") == 2
    assert "Sekolah: <bdi>SMP Negeri 1, Ende</bdi>" in page


def test_the_table_on_the_page_comes_as_csv_with_the_same_columns(client, send, rows):
    page = send(workbook(rows)).text
    area = re.search(r'<textarea name="numbers" hidden>(.*?)</textarea>', page, re.DOTALL)
    separator = re.search(r'name="separator" value="(\w+)"', page)
    sent = {"numbers": html.unescape(area[1]), "separator": separator[1], "as": "csv"}
    check_table(rows_of(client.post("/verify/numbers", data=sent)))


def test_titles_above_the_headings_are_no_entries(send, rows):
    titled = [["DAFTAR PENERIMA SERTIFIKAT"], [], ["Dinas Pendidikan"], *rows]
    check_table(rows_of(send(workbook(titled), "csv")))


def test_a_row_with_a_wrong_number_before_the_first_good_one_is_an_entry(send, rows, number):
    wrong = ["0", "Wayan", "", "SMP 0", number[:-1]]
    table = rows_of(send(workbook([rows[0], wrong, *rows[1:]]), "csv"))
    assert (table[1][0], table[1][10:]) == (number[:-1], ["0", "Wayan", "", "SMP 0"])
    check_table([table[0], *table[2:]])


def test_a_list_without_headings_has_numbered_columns(send, rows):
    heading, *body = rows_of(send(workbook(rows[1:]), "csv"))
    assert heading[10:] == [f"kolom {place} / column {place}" for place in (1, 2, 3, 4)]
    assert len(body) == 4


def test_the_sheet_with_numbers_is_taken_and_hidden_ones_are_not(send, rows, number):
    notes = [["Catatan"], ["tanpa nomor"]]
    check_table(rows_of(send(workbook([], notes, rows), "csv")))
    check_table(rows_of(send(workbook(rows, [[number]], hidden=(1,)), "csv")))
    answer = send(workbook(rows, [[number]]))
    assert (answer.status_code, "several sheets" in answer.text) == (422, True)


def test_a_code_and_its_number_are_the_same_certificate_twice(client, certificate, number, read):
    code = read(queries.issued_record, certificate.id).qr_text
    sent = {"numbers": f"{number}\n{code}\n{UNKNOWN}\n{UNKNOWN.lower()}", "as": "csv"}
    table = rows_of(client.post("/verify/numbers", data=sent))
    assert [row[9] for row in table[1:]] == ["2", "2", "2", "2"]


def test_what_is_no_table_is_refused_with_a_reason(send, certificate):
    def changed(data, part, content):
        package = BytesIO(data)
        with zipfile.ZipFile(package, "a") as archive:
            archive.writestr(part, content)
        return package.getvalue()

    good = workbook([[UNKNOWN]])
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(200 * 1024 * 1024))
    refused = {
        b"%PDF-1.7 nothing": "This file is not a table.",
        b"\x89PNG\r\n\x1a\n": "This file is not a table.",
        good[: len(good) // 2]: "This workbook is damaged",
        changed(good, "xl/vbaProject.bin", b"x"): "This workbook holds macros",
        bomb.getvalue(): "This workbook becomes too large",
        b"a," * 400_000: "There are more than 60 columns",
        b'"a,\n' * 200_000: "Send at most 500 numbers at a time.",
    }
    assert send(good).status_code == 200
    for data, reason in refused.items():
        answer = send(data)
        assert (answer.status_code, reason in answer.text) == (422, True), reason


def test_a_list_over_a_megabyte_is_refused_with_the_form_again(send, certificate):
    answer = send(b"x" * (1024 * 1024 + 1))
    assert (answer.status_code, "larger than 1 MB" in answer.text) == (413, True)
    assert 'id="numbers-error"' in answer.text


def test_an_open_quotation_mark_takes_no_row_into_its_cell(client, number):
    sent = {"numbers": f'nama;nomor\n"Ratna;{UNKNOWN}\nSari;{number}', "as": "csv"}
    table = rows_of(client.post("/verify/numbers", data=sent))
    assert [row[0] for row in table[1:]] == [UNKNOWN, number]


def test_who_finds_a_workbook_being_read_does_not_wait_for_it(send, rows):
    with lists.WORKBOOK_SLOT:
        began = monotonic()
        page = send(workbook(rows))
        assert (page.status_code, monotonic() - began < 5) == (503, True)
    assert "Another workbook is being read right now." in page.text
    assert send(workbook(rows)).status_code == 200


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("\u202e=1+1", "'\u202e=1+1"),
        ("\u2066=1+1", "'\u2066=1+1"),
        ("\xad@a", "'\xad@a"),
        ("a;=1+1", "a;'=1+1"),
        ("a; -1", "a;' -1"),
        ("SMP 1; Ende-Flores", "SMP 1; Ende-Flores"),
    ],
)
def test_no_cell_becomes_a_formula_behind_invisible_signs_or_semicolons(
    client, number, cell, written
):
    pasted = f"Nomor sertifikat\tSekolah\n{number}\t{cell}"
    sent = {"numbers": pasted, "separator": "tab", "as": "csv"}
    table = client.post("/verify/numbers", data=sent).data.decode("utf-8-sig")
    assert list(csv.reader(StringIO(table)))[1][-1] == written
