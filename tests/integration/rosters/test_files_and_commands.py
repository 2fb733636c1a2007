"""Rosters go out and come back, and the command line does what the pages do."""

import pytest
from click.testing import CliRunner
from xlsxwriter import Workbook

from lms.adapters.spreadsheets.errors import RosterHasNoRows
from lms.adapters.spreadsheets.roster import read_roster
from lms.adapters.spreadsheets.roster_files import (
    roster_csv,
    roster_xlsx,
    template_csv,
    template_xlsx,
)
from lms.cli import main
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.rosters import drafts
from lms.workflows.rosters.export import roster_rows

SITI = ("Siti Aminah", "081234567890", "guru", "Kelas 7-1", "1-2", "Jawa Barat")
BUDI = ("Budi '=1+1", "budi@contoh.id", "cso", "", "", "")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("write", [roster_csv, roster_xlsx])
def test_export_changes_nothing_when_it_comes_back(
    take_in, new_session, school, write, language, make_person
):
    make_person(contact="budi@contoh.id")
    take_in(SITI, BUDI)
    with new_session() as session:
        rows = roster_rows(session, school, language=language)
        found = read_roster(write(rows, language=language), max_rows=100)
        again = drafts.preview_lines(session, found.lines, organisation_id=school)
    assert (again.counts["unchanged"], again.to_do) == (2, ())
    assert (again.problems, again.missing) == ((), ())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("write", [template_csv, template_xlsx])
def test_template_names_the_columns_and_nobody(write, language):
    with pytest.raises(RosterHasNoRows):
        read_roster(write(language=language), max_rows=100)


@pytest.fixture
def payung(settings, monkeypatch):
    """Runs `payung roster` on the database of the test."""
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    return lambda *words: CliRunner().invoke(main, ["roster", *map(str, words)])


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "guru.csv"
    file.write_text("nama;hp;peran\nSiti;081234567890;guru\nBudi;081234567891;cso\n")
    return file


def test_command_imports_exports_and_finds_nothing_new(payung, table, school, tmp_path):
    place = ("--organisation", "SDN Harapan 01")
    dry = payung("import", table, *place, "--dry-run")
    assert (dry.exit_code, "New: 2;" in dry.output) == (0, True), dry.output
    assert payung("import", table, *place).exit_code == 0
    assert payung("export", tmp_path / "out.xlsx", *place).exit_code == 0
    again = payung("import", tmp_path / "out.xlsx", "--organisation", school)
    assert "New: 0; changed: 0; unchanged: 2;" in again.output


def test_command_enrols_in_a_class_of_the_organisation_only(payung, table, school, cohort, act):
    facts = {"facts": OrganisationDetails("SMP Lain"), "parent_id": None, "founded_by": None}
    other = act(create_organisation, kind="school", is_approved=True, **facts)
    refused = payung("import", table, "--organisation", other, "--cohort", cohort)
    assert refused.exit_code == 1
    assert "Imported" not in refused.output
    own = payung("import", table, "--organisation", school, "--cohort", "Angkatan 1")
    assert own.exit_code == 0, own.output


def test_command_takes_nobody_in_while_a_row_is_wrong(payung, table, school):
    table.write_text(table.read_text() + ";0812;\n")
    refused = payung("import", table, "--organisation", school)
    assert refused.exit_code == 1
    assert "Nothing was imported." in refused.output
    assert payung("import", table, "--organisation", school, "--leave-out").exit_code == 0


def test_command_names_what_is_wrong_with_a_file(payung, table, school):
    table.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = payung("import", table, "--organisation", school)
    assert refused.exit_code == 1
    assert "This file is not a table." in refused.output


def test_command_reads_the_sheet_that_is_named_and_says_what_it_leaves_out(
    payung, school, tmp_path
):
    heads = ("Nama", "Surel", "HP")
    file = tmp_path / "guru.xlsx"
    with Workbook(file) as book:
        for name, person in {"Guru": "Siti", "TU": "Budi"}.items():
            sheet = book.add_worksheet(name)
            rows = (heads, (person, f"{person}@gmial.com", "081234567890"), ("Mengetahui,",))
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    refused = payung("import", file, "--organisation", school)
    assert "Guru, TU" in refused.output
    chosen = payung("import", file, "--organisation", school, "--sheet", "TU")
    assert chosen.exit_code == 0, chosen.output
    assert "The sheet Guru was not read." in chosen.output
    assert "The rows 3 to 3 look like signatures" in chosen.output
    assert "* 2 Surel atau nomor HP: 'Budi@gmial.com' " in chosen.output
    assert "-> budi@gmail.com / 081234567890" in chosen.output
    assert "Imported: 1 new" in chosen.output


def test_command_writes_a_template(payung, tmp_path):
    assert payung("template", tmp_path / "templat.xlsx").exit_code == 0
    assert payung("template", tmp_path / "templat.csv", "--language", "en").exit_code == 0
    assert "E-mail or phone" in (tmp_path / "templat.csv").read_text("utf-8-sig")
