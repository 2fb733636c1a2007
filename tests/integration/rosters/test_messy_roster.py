"""A roster of 120 rows with the mess of a school is imported as it is, and corrected by a second.

All names and contacts are invented.
"""

import io

import pytest
from sqlalchemy import select
from xlsxwriter import Workbook

from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.organisations.members.models import Membership
from lms.tasks import sweep

HEADINGS = ("No", "Nama Guru", "NIP", "Jabatan", "Email", "No. HP / WA", "Keterangan")
TITLES = (("DAFTAR GURU DAN TENAGA KEPENDIDIKAN",), ("SMP CONTOH 1",), ())
SIGNATURES = (
    (),
    ("", "", "", "", "", "Kupang, 3 November 2026"),
    ("", "Mengetahui,"),
    ("", "Kepala SMP Contoh 1"),
    ("", "Drs. Contoh Rekaan"),
    ("", "NIP. 19700101 199503 1 001"),
)
FIRST = "SITI MARIA YUSUF AGNES BUDI DEWI KETUT LUSIA HASAN RINA GERSON BERTA"
LAST = "AMINAH BERE RAHMAN NAHAK SANTOSO LESTARI ADI TAEK BASRI WATI"
NAMES = [f"{first} {last}" for last in LAST.split() for first in FIRST.split()]
MISSPELT, ROUNDED, WITHOUT, SAME, TYPING_ERROR, TITLED, OFFICE = 10, 20, 30, 40, 50, 60, 70


def person(number):
    """The row of one teacher: e-mail and mobile, the latter as a number that lost its zero."""
    name = NAMES[number] + (", S.PD" if number % 2 else "")
    address = f"{NAMES[number].lower().replace(' ', '.')}@contoh.id"
    office = ("Guru", "Guru Kelas VI", "Wali Kelas 7A")[number % 3]
    return [number + 1, name, "", office, address, 81200000000 + number, ""]


def first_file():
    rows = [person(number) for number in range(len(NAMES))]
    rows[MISSPELT][4] = "yusuf.bere@gmial.com"  # the mobile number is used
    rows[ROUNDED][5] = "8.12E+10"  # the address is used
    rows[WITHOUT][4:6] = "-", ""
    rows[SAME] = [SAME + 1, NAMES[1], "", "Guru", "", "0812-0000-0001", ""]
    rows[TYPING_ERROR][4:6] = "guru.rekaan@contoh.idd", ""
    rows[TITLED][1] = f"HJ. {NAMES[TITLED]} SPD"
    rows[OFFICE][3] = "Bendahara"
    return rows


def corrected_file():
    rows = first_file()
    rows[TYPING_ERROR][4] = "guru.rekaan@contoh.id"
    rows[WITHOUT][5] = "081299999999"
    return rows


def workbook(rows):
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Guru")
        for line, row in enumerate((*TITLES, HEADINGS, *rows, *SIGNATURES)):
            sheet.write_row(line, 0, row)
        sheet.write_formula("A6", "=A5+1")
        sheet.write_formula("G7", '=IF(C7="","belum","")')
        sheet.merge_range("A1:G1", TITLES[0][0])
        summary = book.add_worksheet("Rekap")
        summary.write_formula("A1", "=COUNTA(Guru!B5:B124)")
    return file.getvalue()


@pytest.fixture
def desk(sign_in, act, make_person, school):
    person_id = make_person()
    scope = {"scope_type": "organisation", "scope_id": school}
    act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    return sign_in(person_id)


@pytest.fixture
def import_file(app, desk, school):
    """Uploads a file, confirms it, and gives its pages before and after."""

    def import_file(rows):
        data = {"file": (io.BytesIO(workbook(rows)), "guru.xlsx")}
        answer = desk.post(f"/organisations/{school}/roster", data=data)
        assert answer.status_code == 303
        before = desk.get(answer.location).text
        assert desk.post(f"{answer.location}/confirm").status_code == 303
        sweep(app)
        return before, desk.get(answer.location).text

    return import_file


@pytest.fixture
def members(new_session, school):
    """Name and contact of each member by id."""

    def members():
        with new_session() as session:
            mine = select(Person).join(Membership, Membership.person_id == Person.id)
            rows = session.scalars(mine.where(Membership.organisation_id == school))
            return {row.id: (row.name, row.email or row.phone) for row in rows}

    return members


def test_a_messy_roster_is_imported_as_it_is_and_a_corrected_one_changes_what_was_corrected(
    import_file, members
):
    before, after = import_file(first_file())
    assert "Tidak dibaca: lembar Rekap." in before
    assert "Tidak dibaca: baris 126 sampai 130" in before
    assert "120 baris, halaman 1 dari 5" in before
    assert "5 baris dilewati, seluruhnya atau sebagian" in after
    assert "Bendahara: Peran yang dikenal" in after
    assert "Berkas: guru.xlsx, lembar Guru" in after
    imported = members()
    assert len(imported) == 118
    assert ("Maria Aminah, S.Pd.", "maria.aminah@contoh.id") in imported.values()
    assert f"Hj. {NAMES[TITLED].title()}, S.Pd." in [name for name, _contact in imported.values()]
    misspelt = NAMES[MISSPELT].title()
    assert (misspelt, f"+62812{MISSPELT:08d}") in imported.values()
    import_file(corrected_file())
    corrected = members()
    changed = {key for key in imported if imported[key] != corrected[key]}
    assert [imported[key][1] for key in changed] == ["guru.rekaan@contoh.idd"]
    assert [corrected[key][1] for key in changed] == ["guru.rekaan@contoh.id"]
    added = [corrected[key] for key in corrected.keys() - imported.keys()]
    assert added == [(NAMES[WITHOUT].title(), "+6281299999999")]
