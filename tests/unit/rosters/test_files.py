"""Rosters are read from whatever file a school sends."""

import codecs
import io
import struct
import time
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from lms.adapters.spreadsheets import errors, packages
from lms.adapters.spreadsheets.roster import pasted_roster, read_roster
from lms.adapters.spreadsheets.workbooks import workbook_sheets

HEADINGS = ("Nama", "Email atau nomor HP", "Peran", "Unit", "Kelompok", "Provinsi")
SITI = ("Siti Aminah", "0812 3456 7890", "guru", "SMP", "Kelas 7", "Jawa Barat")
BUDI = ("Budi", "budi@contoh.id", "cso", "", "", "11")
MOST = 1_000
MEGABYTE = 1024 * 1024


def xlsx(*rows, sheet="Data", change=lambda workbook, sheet: None):
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_numbers": False}) as workbook:
        page = workbook.add_worksheet(sheet)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
        change(workbook, page)
    return made.getvalue()


def ods(*rows, attributes="", row_attributes=""):
    def cell(text):
        return (
            f'<table:table-cell office:value-type="string" {attributes}>'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    lines = "".join(
        f"<table:table-row {row_attributes}>{''.join(map(cell, row))}</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Lembar">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
        }
    )


def zipped(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def changed(content, name, change):
    """The package with one part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    return zipped(parts | {name: change(parts[name])})


def csv_text(*rows, separator=","):
    return "\n".join(separator.join(row) for row in rows)


def texts(content):
    return [line.texts for line in read_roster(content, max_rows=MOST).lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_read_whatever_its_separator_and_encoding(separator, encoding):
    accented = ("Zoë Ferré", *SITI[1:])
    text = csv_text(HEADINGS, accented, BUDI, separator=separator)
    assert texts(text.encode(encoding)) == [accented, BUDI]


@pytest.mark.parametrize("write", [xlsx, ods])
def test_workbook_gives_the_texts_of_its_cells(write):
    assert texts(write(HEADINGS, SITI, BUDI)) == [SITI, BUDI]


def test_headings_stand_in_any_order_in_either_language_below_a_title():
    rows = (("Daftar guru 2026", "", ""), ("PROVINCE", "No. WA", "Full name"), ("jabar", "8", "A"))
    assert texts(csv_text(*rows).encode()) == [("A", "8", "", "", "", "jabar")]


@pytest.mark.parametrize("heading", ["No. HP / WA", "Nomor WA aktif", "E-mail/HP (wajib)", "Surel"])
def test_column_of_contacts_is_known_by_the_words_in_its_heading(heading):
    assert texts(f"nama;{heading}\nSiti;0812".encode())[0][1] == "0812"


def test_of_two_columns_both_contacts_are_taken():
    text = "nama,email,no hp\nSiti,siti@contoh.id,0812\nBudi,,0813"
    assert [found[1] for found in texts(text.encode())] == ["siti@contoh.id / 0812", "0813"]


def test_numbers_that_a_workbook_keeps_as_numbers_stay_whole():
    assert texts(xlsx(HEADINGS, ("Siti", 81234567890)))[0][1] == "81234567890"


def test_dates_are_read_as_dates():
    def put(workbook, sheet):
        sheet.write_datetime(1, 4, date(2026, 2, 1), workbook.add_format({"num_format": "d-mmm"}))

    assert texts(xlsx(HEADINGS, ("Siti", "0812"), change=put))[0][4] == "2026-02-01"


def test_text_in_a_formula_of_excel_is_the_text():
    assert texts(b'nama,hp\nSiti,"=""08123"""')[0][1] == "08123"


def test_pasted_cells_are_a_roster():
    found = pasted_roster("Nama\tHP\r\nSiti\t0812\r\n\r\nBudi\t0813", max_rows=MOST)
    assert [(line.number, line.texts[0]) for line in found.lines] == [(2, "Siti"), (4, "Budi")]


def test_other_sheets_are_named_and_left_out():
    def add(workbook, _sheet):
        workbook.add_worksheet("Catatan").write(0, 0, "apa saja")

    assert read_roster(xlsx(HEADINGS, SITI, change=add), max_rows=MOST).left_out == ("Catatan",)


def second_sheet(workbook, _sheet):
    other = workbook.add_worksheet("Lain")
    other.write_row(0, 0, HEADINGS)
    other.write_row(1, 0, BUDI)


def hide(workbook, sheet):
    workbook.add_worksheet("Depan").activate()
    sheet.hide()


def merge(_workbook, sheet):
    sheet.merge_range("D2:D3", "SMP")


def formula(_workbook, sheet):
    sheet.write_formula("A2", '=UPPER("siti")')


def far_cell(_workbook, sheet):
    sheet.write(MOST * 10, 500, "x")


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = "xl/worksheets/sheet1.xml"
REFUSED = {
    "empty": (b"", errors.TableEmpty),
    "blank": (b" \r\n \n", errors.TableEmpty),
    "empty-workbook": (xlsx(), errors.RosterHeadingsMissing),
    "header-only": (xlsx(HEADINGS), errors.RosterHasNoRows),
    "wrong-headings": (b"a,b\n1,2", errors.RosterHeadingsMissing),
    "merged": (xlsx(HEADINGS, SITI, BUDI, change=merge), errors.TableHasMergedCells),
    "hidden": (xlsx(HEADINGS, SITI, change=hide), errors.RosterSheetHidden),
    "two-sheets": (xlsx(HEADINGS, SITI, change=second_sheet), errors.RosterHasSeveralSheets),
    "formula": (xlsx(HEADINGS, SITI, change=formula), errors.TableHasFormulas),
    "formula-in-ods": (
        ods(HEADINGS, SITI, attributes='table:formula="of:=1"'),
        errors.TableHasFormulas,
    ),
    "formula-in-csv": (b"nama,hp\n=cmd(),0812", errors.TableHasFormulas),
    "far-cell": (xlsx(HEADINGS, SITI, change=far_cell), errors.TableHasTooManyColumns),
    "macros": (zipped({"xl/vbaProject.bin": b"x"}), errors.TableHasMacros),
    "macros-in-xls": (OLE + "_VBA_PROJECT".encode("utf-16-le"), errors.TableHasMacros),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), errors.TableEncrypted),
    "broken-xls": (OLE, errors.TableBroken),
    "bomb": (
        changed(xlsx(HEADINGS, SITI), "xl/sharedStrings.xml", lambda part: BOMB + part),
        errors.TableDeclaresEntities,
    ),
    "rows-repeated": (
        ods(HEADINGS, SITI, row_attributes='table:number-rows-repeated="1000000"'),
        errors.TableHasTooManyRows,
    ),
    "cells-repeated": (
        ods(HEADINGS, SITI, attributes='table:number-columns-repeated="16000"'),
        errors.TableHasTooManyColumns,
    ),
    "too-many-rows": (b"nama,hp\n" + b"Siti,0812\n" * 5_000, errors.TableHasTooManyRows),
    "too-many-rows-in-xlsx": (xlsx(HEADINGS, *[SITI] * 1_100), errors.TableHasTooManyRows),
    "long-cell": (b"nama,hp\n" + b"x" * 2_000 + b",0812", errors.TableCellTooLong),
    "huge-cell": (b'nama,hp\n"' + b"x" * 200_000, errors.TableCellTooLong),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), errors.NotATable),
    "zeros-within": (b"nama\x00,hp\n\x00", errors.NotATable),
    "broken-package": (b"PK\x03\x04 and no more", errors.TableBroken),
    "too-large": (b"nama,hp\n" * (2 * 1024 * 1024), errors.TableFileTooLarge),
    "too-many-rows-of-old-macs": (b"nama,hp\r" + b"\r" * 5_000, errors.TableHasTooManyRows),
    "oneroster-with-a-huge-heading": (
        zipped({"users.csv": "x" * 200_000}),
        errors.TableBroken,
    ),
    "oneroster-without-people": (zipped({"manifest.csv": "a,b"}), errors.OneRosterIncomplete),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_file_is_refused_by_name(case):
    content, refusal = REFUSED[case]
    with pytest.raises(refusal) as refused:
        read_roster(content, max_rows=MOST)
    assert type(refused.value) is refusal


def test_merged_cells_are_named_as_in_the_file():
    with pytest.raises(errors.TableHasMergedCells) as refused:
        read_roster(xlsx(HEADINGS, SITI, BUDI, change=merge), max_rows=MOST)
    assert refused.value.parameters == {"cells": "D2:D3"}


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        (b"r='XFD800'", errors.TableHasTooManyColumns),
        (b'r = "xfd800"', errors.TableHasTooManyColumns),
        (b"r='C200000'", errors.TableHasTooManyRows),
    ],
)
def test_far_cell_in_any_spelling_is_refused_before_the_workbook_is_opened(written, refusal):
    content = changed(xlsx(HEADINGS, SITI), SHEET, lambda part: part.replace(b'r="C2"', written))
    with pytest.raises(refusal):
        packages.check_package(content, max_rows=MOST)


@pytest.mark.slow
@pytest.mark.parametrize("name", [SHEET, "content.xml", "users.csv"])
def test_a_small_file_that_unpacks_to_300_megabytes_is_refused_within_a_second(name):
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package,
        package.open(name, "w") as part,
    ):
        for _ in range(300):
            part.write(b"<c " * (MEGABYTE // 3))
    began = time.process_time()
    with pytest.raises(errors.TableUnpacksTooLarge):
        read_roster(made.getvalue(), max_rows=MOST)
    assert time.process_time() - began < 1


def test_a_package_that_declares_smaller_sizes_than_it_has_is_refused():
    size = 30 * MEGABYTE
    content = zipped({"xl/worksheets/sheet1.xml": b"<c " * (size // 3)})
    small = content.replace(struct.pack("<I", size), struct.pack("<I", 1_000))
    assert small != content
    with pytest.raises(errors.TableBroken):
        read_roster(small, max_rows=MOST)


@pytest.mark.slow
def test_a_long_repetitive_roster_is_read():
    """A workbook of the same few words packs twenty times smaller than its XML."""
    rows = [("Siti", "0812", "guru", "SMP Contoh", "Kelas 7")] * 30_000
    content = xlsx(HEADINGS, *rows)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert sum(entry.file_size for entry in package.infolist()) > 5 * MEGABYTE
    assert len(read_roster(content, max_rows=30_000).lines) == 30_000


def test_package_that_unpacks_too_large_is_refused_piece_by_piece(monkeypatch):
    monkeypatch.setattr(packages, "MAX_UNPACKED", packages.CHUNK_SIZE)
    with pytest.raises(errors.TableUnpacksTooLarge):
        packages.check_package(zipped({"xl/media/x.bin": bytes(600_000)}), max_rows=MOST)


def test_oneroster_gives_its_people_without_pupils_and_leavers():
    users = (
        "sourcedId,status,enabledUser,givenName,familyName,email,sms\n"
        "u1,active,true,Siti,Aminah,siti@contoh.id,\nu2,active,true,Anak,Didik,,0812\n"
        "u3,tobedeleted,true,Budi,Lama,budi@contoh.id,\nu4,active,true,Dewi,,,08123456789\n"
    )
    package = zipped(
        {
            "oneroster/manifest.csv": "propertyName,value",
            "oneroster/users.csv": codecs.BOM_UTF8 + users.encode(),
            "oneroster/roles.csv": "userSourcedId,roleType,role,orgSourcedId\n"
            "u1,primary,teacher,o1\nu2,primary,student,o1\nu4,primary,administrator,o1",
            "oneroster/orgs.csv": "sourcedId,name,type\no1,SMP Contoh,school",
            "oneroster/classes.csv": "sourcedId,title\nc1,Kelas 7",
            "oneroster/enrollments.csv": "classSourcedId,userSourcedId\nc1,u1",
        }
    )
    siti = ("Siti Aminah", "siti@contoh.id", "teacher", "SMP Contoh", "Kelas 7", "")
    assert texts(package) == [siti, ("Dewi", "08123456789", "", "SMP Contoh", "", "")]
    assert texts(users.encode())[0][:2] == siti[:2]


cells = st.text(max_size=12)
rosters = st.lists(st.lists(cells, min_size=2, max_size=7), max_size=6)


@settings(deadline=None, max_examples=100)
@given(rosters, st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.data())
def test_no_text_gives_a_traceback(rows, separator, encoding, data):
    text = csv_text(HEADINGS, *rows, separator=separator)
    content = bytearray(text.encode(encoding, "replace"))
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_roster(bytes(content), max_rows=MOST)
    except errors.TableRefused:
        return


SOUND = xlsx(HEADINGS, SITI, BUDI)
SOUND_ODS = ods(HEADINGS, SITI, BUDI)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from([SOUND, SOUND_ODS]), st.data())
def test_no_damaged_workbook_gives_a_traceback(whole, data):
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(content) // 2, len(content)))
    try:
        workbook_sheets(bytes(content[:cut]), max_rows=MOST)
    except errors.TableRefused:
        return
