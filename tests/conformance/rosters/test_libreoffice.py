"""What LibreOffice writes is read: XLSX, ODS and XLS, with numbers that it has taken for such."""

import pytest

from lms.accounts.contacts import Contact
from lms.adapters.spreadsheets.errors import TableHasFormulas, TableUnpacksTooLarge
from lms.adapters.spreadsheets.roster import read_roster
from lms.workflows.rosters.cells import parse_line
from tests.conformance.rosters.libreoffice import saved_by_libreoffice

TABLE = (
    "Daftar guru;;;;\n"
    "Nama;No HP / WA;Peran;Provinsi;Kelompok\n"
    "Kadek Ayu;081234500001;Guru;Bali;Kelas 7\n"
    "Zoë Ferré;zoe@contoh.id;cso;51;2026-02-01\n"
)


@pytest.fixture(scope="module", params=["xlsx", "ods", "xls"])
def lines(request, tmp_path_factory):
    file = tmp_path_factory.mktemp("libreoffice") / "guru.csv"
    file.write_text(TABLE, "utf-8")
    content = saved_by_libreoffice(file, request.param).read_bytes()
    return read_roster(content, max_rows=100).lines


def test_number_without_its_zero_is_the_number_again(lines):
    row = parse_line(lines[0], unprintable=lambda text: "")
    assert (row.name, row.contact) == ("Kadek Ayu", Contact(phone="+6281234500001"))
    assert (row.audience, row.province_code, row.group) == ("teacher", "51", "Kelas 7")


def test_text_that_became_a_date_is_named(lines):
    (problem,) = parse_line(lines[1], unprintable=lambda text: "")
    assert (problem.column, problem.code, problem.suggestion) == (
        "group",
        "text-became-date",
        "1-2",
    )


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_formula_is_refused(tmp_path, kind):
    file = tmp_path / "guru.csv"
    file.write_text("Nama;HP\n=1+1;081234500001\n", "utf-8")
    saved = saved_by_libreoffice(file, kind).read_bytes()
    with pytest.raises(TableHasFormulas):
        read_roster(saved, max_rows=100)


def test_xls_with_a_cell_far_away_is_refused_without_being_filled(tmp_path):
    file = tmp_path / "guru.csv"
    file.write_text("Nama;HP\nSiti;0812\n" + "\n" * 65_500 + ";" * 250 + "x\n")
    saved = saved_by_libreoffice(file, "xls").read_bytes()
    with pytest.raises(TableUnpacksTooLarge):
        read_roster(saved, max_rows=100_000)
