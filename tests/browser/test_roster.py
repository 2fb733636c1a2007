"""A coordinator brings a spreadsheet with mistakes in it, puts them right, and takes them in."""

import re

import pytest
from playwright.sync_api import expect
from xlsxwriter import Workbook

from lms.tasks import sweep
from tests.conformance.rosters.libreoffice import saved_by_libreoffice

HEADINGS = ("Nama Guru", "No. HP / WA", "Peran", "Provinsi")
PEOPLE = (
    ("Kadek Ayu", 81234500001, "Guru", "Bali"),
    ("I Wayan Sudarma", "wayan@contoh,id", "guru", "bali"),
    ("Ni Luh Sari", "0812-3450-0003", "gurru", 51),
)


@pytest.fixture(params=["LibreOffice", "XlsxWriter"])
def workbook(request, tmp_path):
    rows = (("Daftar guru 2026",), HEADINGS, *PEOPLE)
    if request.param == "LibreOffice":
        table = tmp_path / "guru.csv"
        table.write_text("\n".join(";".join(map(str, row)) for row in rows), "utf-8")
        return saved_by_libreoffice(table, "xlsx")
    file = tmp_path / "guru.xlsx"
    with Workbook(file) as made:
        sheet = made.add_worksheet("Guru")
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return file


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def desk(request, browser, site):
    """The coordinator's old laptop."""
    context = browser.new_context(
        viewport={"width": 1024, "height": 700},
        locale="id-ID",
        java_script_enabled=request.param,
        base_url=site.origin,
        storage_state=site.states["coordinator"],
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def bring(desk, site, file):
    desk.goto(site.paths["school"])
    desk.get_by_role("link", name="Daftar orang").click()
    desk.set_input_files("[name=file]", file)
    desk.get_by_role("button", name="Periksa").click()
    expect(desk).to_have_url(re.compile(r"/roster/[0-9a-f-]+$"))


def test_roster_is_put_right_taken_in_and_undone(desk, site, workbook):
    bring(desk, site, workbook)
    expect(desk.locator("fieldset")).to_have_count(2)
    desk.fill("[name=cell-4-contact]", "wayan@contoh.id")
    desk.locator("label.choice:has([name=take-5-audience])").click()
    desk.get_by_role("button", name="Periksa lagi").click()
    expect(desk.locator("fieldset")).to_have_count(0)
    desk.get_by_role("button", name="Masukkan 3 orang").click()
    sweep(site.app)
    desk.get_by_role("link", name="Lihat lagi").click()
    expect(desk.locator("h1")).to_have_text("Sudah masuk")
    desk.get_by_role("link", name="Slip nama").click()
    expect(desk.get_by_text("Ni Luh Sari")).to_be_visible()
    desk.go_back()
    desk.locator("details.confirm summary").click()
    desk.get_by_role("button", name="Ya, batalkan").click()
    sweep(site.app)
    desk.get_by_role("link", name="Lihat lagi").click()
    expect(desk.locator("h1")).to_have_text("Dibatalkan")
