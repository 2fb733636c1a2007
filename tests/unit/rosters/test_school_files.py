"""Files as schools send them: titles, unused formulas, several sheets, signatures, exports."""

import io

import pytest
from xlsxwriter import Workbook

from lms.adapters.spreadsheets import errors
from lms.adapters.spreadsheets.roster import pasted_roster, read_roster
from lms.workflows.rosters.cells import parse_line

HEADINGS = ("No", "Nama Guru", "NIP", "Sekolah", "Email", "No. HP / WA")
SITI = ("1", "SITI AMINAH, S.PD", "", "SMP Contoh 1", "siti@contoh.id", "081200001101")
BUDI = ("2", "Budi Santoso", "", "SMP Contoh 1", "", "081200001102")
MAX_ROWS = 1_000
# Headings of "Daftar guru" as Dapodik exports it, below four rows of titles. They agree in two
# public programs that read or imitate the export; no row of a real export was seen.
DAPODIK_TEXT = (
    "No|Nama|NUPTK|JK|Tempat Lahir|Tanggal Lahir|NIP|Status Kepegawaian|Jenis PTK|Agama|"
    "Alamat Jalan|RT|RW|Nama Dusun|Desa/Kelurahan|Kecamatan|Kode Pos|Telepon|HP|Email|"
    "Tugas Tambahan|SK CPNS|Tanggal CPNS|SK Pengangkatan|TMT Pengangkatan|Lembaga Pengangkatan|"
    "Pangkat Golongan|Sumber Gaji|Nama Ibu Kandung|Status Perkawinan|Nama Suami/Istri|"
    "NIP Suami/Istri|Pekerjaan Suami/Istri|TMT PNS|Sudah Lisensi Kepala Sekolah|"
    "Pernah Diklat Kepengawasan|Keahlian Braille|Keahlian Bahasa Isyarat|NPWP|Nama Wajib Pajak|"
    "Kewarganegaraan|Bank|Nomor Rekening Bank|Rekening Atas Nama|NIK|No KK|Karpeg|Karis/Karsu|"
    "Lintang|Bujur|NUKS"
)
DAPODIK = tuple(DAPODIK_TEXT.split("|"))
# Not certain: no public description of an export of SIMPKB was found. These are words of its pages.
SIMPKB = (
    "No",
    "No. UKG",
    "Nama PTK",
    "NUPTK",
    "NPSN",
    "Asal Sekolah",
    "Kab/Kota",
    "Surel",
    "No. HP",
)


def workbook(*sheets):
    """Each sheet is a name, rows, and cells with formulas by name."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        for name, rows, formulas in sheets:
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
            for cell, formula in formulas.items():
                sheet.write_formula(cell, formula)
    return file.getvalue()


def read(content, **options):
    return read_roster(content, max_rows=MAX_ROWS, **options)


def names(file):
    return [line.texts[0] for line in file.lines]


def test_formulas_in_columns_and_sheets_that_are_not_used_do_not_matter():
    people = ("Guru", (("Daftar guru",), HEADINGS, SITI, BUDI), {"A3": "=ROW()-2", "G4": "=1+1"})
    summary = ("Rekap", (("Jumlah", ""),), {"B1": "=COUNTA(Guru!B3:B4)"})
    file = read(workbook(people, summary))
    assert (names(file), file.left_out) == (["SITI AMINAH, S.PD", "Budi Santoso"], ("Rekap",))


def test_a_formula_in_a_column_that_is_used_is_refused_with_its_cell():
    with pytest.raises(errors.TableHasFormulas) as refused:
        read(workbook(("Guru", (HEADINGS, SITI, BUDI), {"F3": '="0"&G3'})))
    assert refused.value.parameters == {"cell": "F3"}


def test_formula_of_a_text_matters_only_in_a_column_that_is_used():
    assert len(pasted_roster("No;Nama;HP\n=1+1;Siti;0812", max_rows=MAX_ROWS).lines) == 1
    with pytest.raises(errors.TableHasFormulas):
        pasted_roster("No;Nama;HP\n1;=A1;0812", max_rows=MAX_ROWS)


def test_of_several_sheets_with_people_one_is_chosen():
    content = workbook(("Guru", (HEADINGS, SITI), {}), ("TU", (HEADINGS, BUDI), {}))
    with pytest.raises(errors.RosterHasSeveralSheets) as refused:
        read(content)
    assert refused.value.names == ("Guru", "TU")
    file = read(content, sheet="TU")
    assert (names(file), file.left_out) == (["Budi Santoso"], ("Guru",))


def test_a_sheet_with_headings_alone_is_no_second_roster():
    content = workbook(("Guru", (HEADINGS, SITI), {}), ("Kosong", (HEADINGS,), {}))
    assert names(read(content)) == ["SITI AMINAH, S.PD"]


def test_numbers_filled_in_ahead_are_nobody():
    rows = (HEADINGS, SITI, ("2", "", "", "", "", ""), ("3",))
    assert names(read(workbook(("Guru", rows, {})))) == ["SITI AMINAH, S.PD"]


def test_row_that_numbers_the_columns_is_nobody():
    rows = (HEADINGS, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), SITI)
    (line,) = read(workbook(("Guru", rows, {}))).lines
    assert (line.number, line.texts[0]) == (3, "SITI AMINAH, S.PD")


SIGNATURES = {
    "principal": (
        ("", "", "", "", "Kupang, 3 November 2026", ""),
        ("", "Mengetahui,"),
        ("", "Kepala Sekolah"),
        ("",),
        ("", "Drs. Contoh Rekaan"),
        ("", "NIP. 19700101 199503 1 001"),
    ),
    "at-the-right": (
        ("", "", "", "", "", "Kepala SMP Contoh 1,"),
        ("", "", "", "", "", "Drs. Contoh Rekaan"),
        ("", "", "", "", "", "NIP 19700101 199503 1 001"),
    ),
    "sum": (("Jumlah", "", "2 orang"),),
}


@pytest.mark.parametrize("case", SIGNATURES)
def test_signatures_below_the_table_are_not_people(case):
    rows = (HEADINGS, SITI, BUDI, (), *SIGNATURES[case])
    file = read(workbook(("Guru", rows, {})))
    assert names(file) == ["SITI AMINAH, S.PD", "Budi Santoso"]
    assert file.signatures == tuple(range(5, 5 + len(SIGNATURES[case])))


def test_a_signature_in_merged_cells_does_not_refuse_the_file():
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Guru")
        for line, row in enumerate((HEADINGS, SITI, BUDI)):
            sheet.write_row(line, 0, row)
        sheet.merge_range("A5:C5", "Mengetahui,")
        sheet.merge_range("B7:B8", "Kepala Sekolah")
    assert len(read(file.getvalue()).lines) == 2


@pytest.mark.parametrize(
    "person",
    [
        ("3", "Kepala Suku Bere", "", "SMP Contoh 1", "", ""),  # a name without a contact
        ("3", "Totalia Bere", "NIP. 1", "", "", ""),
        ("3", "Mengetahui Bere", "", "", "m.bere@contoh.id", ""),
    ],
)
def test_a_person_without_a_contact_is_no_signature(person):
    file = read(workbook(("Guru", (HEADINGS, SITI, person), {})))
    assert (names(file)[1:], file.signatures) == ([person[1]], ())


def dapodik_row(number, **cells):
    """A row of the export. What nobody needs for a course is filled in too."""
    row = dict.fromkeys(DAPODIK, "")
    row |= {"No": number, "JK": "P", "Nama Ibu Kandung": "Rahasia", "NIK": "1" * 16}
    row |= {"Jenis PTK": "Guru Mapel", "Tempat Lahir": "Kupang", "Telepon": "0380123456"}
    return tuple((row | cells).values())


def test_export_of_dapodik_is_read_and_only_what_is_needed_is_kept():
    titles = (
        ("Daftar Guru",),
        ("SMP CONTOH 1",),
        ("Kecamatan Kec. Contoh, Kabupaten Kab. Contoh, Provinsi Prov. Contoh",),
        ("Tanggal Unduh: 2026-11-03 08:00:00", "", "Pengunduh: Operator (op@contoh.id)"),
    )
    people = (
        dapodik_row(1, Nama="MARIA REKAAN, S.Pd", HP="081200001103", Email="maria@contoh.id"),
        dapodik_row(2, Nama="Drs. YUSUF REKAAN", HP=81200001104),
        dapodik_row(3, Nama="Ketut Rekaan", HP="'081200001105", Email="ketut@gmial.com"),
        dapodik_row(4, Nama="Agnes Rekaan"),
    )
    file = read(workbook(("Daftar guru", (*titles, DAPODIK, *people), {})))
    parsed = [parse_line(line, unprintable=lambda _name: "") for line in file.lines]
    assert [(row.name, row.written_contact) for row in parsed[:3]] == [
        ("Maria Rekaan, S.Pd.", "maria@contoh.id / +6281200001103"),
        ("Drs. Yusuf Rekaan", "+6281200001104"),
        ("Ketut Rekaan", "+6281200001105"),
    ]
    assert [note.code for note in parsed[2].notes] == ["mail-domain-misspelled"]
    assert [(problem.name, problem.code) for problem in parsed[3]] == [
        ("Agnes Rekaan", "contact-unreadable")  # no mobile number: the telephone at home
    ]
    kept = " ".join(text for line in file.lines for text in line.texts)
    assert not any(text in kept for text in ("Rahasia", "1" * 16, "Kupang", "Mapel"))


def test_headings_of_simpkb_are_read():
    siti = (
        "1",
        "201500000001",
        "HJ. SITI REKAAN SPD",
        "",
        "",
        "SMP Contoh 1",
        "",
        "",
        "0812345678",
    )
    maria = ("2", "201500000002", "Maria Rekaan", "", "", "SMP Contoh 1", "", "m@contoh.id", "0812")
    file = read(workbook(("Data", (SIMPKB, siti, maria), {})))
    first, second = (parse_line(line, unprintable=lambda _name: "") for line in file.lines)
    assert (first.name, first.unit) == ("Hj. Siti Rekaan, S.Pd.", "SMP Contoh 1")
    assert (second.contact.address, [note.part for note in second.notes]) == (
        "m@contoh.id",
        ["0812"],
    )
