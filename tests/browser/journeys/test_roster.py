"""A coordinator brings a spreadsheet with mistakes in it, puts them right, and takes them in."""

import re
import secrets

import pytest
from playwright.sync_api import expect
from xlsxwriter import Workbook

from certificates.qr.qr_reader import read_qr_codes
from lms.tasks import sweep
from tests.browser.learner_steps import sign_up
from tests.browser.navigation import follow
from tests.conformance.rosters.libreoffice import saved_by_libreoffice

HEADINGS = ("Nama Guru", "No. HP / WA", "Peran", "Provinsi")
PEOPLE = (
    ("Kadek Ayu", 81234500001, "Guru", "Bali"),
    ("I Wayan Sudarma", "wayan@contoh,id", "guru", "bali"),
    ("Ni Luh Sari", "0812-3450-0003", "gurru", 51),
)


ROWS = (("Daftar guru 2026",), HEADINGS, *PEOPLE)


def by_libreoffice(folder):
    table = folder / "guru.csv"
    table.write_text("\n".join(";".join(map(str, row)) for row in ROWS), "utf-8")
    return saved_by_libreoffice(table, "xlsx")


def by_xlsxwriter(folder):
    file = folder / "guru.xlsx"
    with Workbook(file) as made:
        sheet = made.add_worksheet("Guru")
        for line, row in enumerate(ROWS):
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
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def bring(desk, school, file):
    desk.goto(school)
    desk.get_by_role("link", name="Daftar orang").click()
    desk.set_input_files("[name=file]", file)
    desk.get_by_role("button", name="Periksa").click()
    expect(desk).to_have_url(re.compile(r"/roster/[0-9a-f-]+$"))


def put_right(desk):
    """The two bad rows, in place; then there are three people to take in."""
    expect(desk.locator("fieldset")).to_have_count(2)
    desk.fill("[name=cell-4-contact]", "wayan@contoh.id")
    desk.locator("label.choice:has([name=take-5-audience])").click()
    desk.get_by_role("button", name="Periksa lagi").click()
    expect(desk.locator("fieldset")).to_have_count(0)


def take_in(desk, site):
    follow(desk.get_by_role("button", name="Masukkan 3 orang"))
    sweep(site.app)
    desk.get_by_role("link", name="Lihat lagi").click()
    expect(desk.locator("h1")).to_have_text("Sudah masuk")


def test_roster_is_put_right_taken_in_and_undone(desk, site, tmp_path):
    bring(desk, site.paths["school"], by_xlsxwriter(tmp_path))
    put_right(desk)
    take_in(desk, site)
    desk.get_by_role("link", name="Slip nama").click()
    expect(desk.get_by_text("Ni Luh Sari")).to_be_visible()
    desk.go_back()
    desk.locator("details.confirm summary").click()
    follow(desk.get_by_role("button", name="Ya, tarik kembali"))
    sweep(site.app)
    desk.get_by_role("link", name="Lihat lagi").click()
    expect(desk.locator("h1")).to_have_text("Dibatalkan")


@pytest.fixture
def newcomer(browser, site):
    """The laptop of somebody whom nobody knows here yet."""
    size = {"width": 1024, "height": 700}
    context = browser.new_context(viewport=size, locale="id-ID", base_url=site.origin)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def enter_school(page, name):
    page.goto("/organisations/find")
    page.fill("[name=q]", name)
    follow(page.locator("main form[role=search] button"))
    page.locator("main a[href*='/organisations/new']").click()
    page.locator("label.choice:has([name=kind][value=school])").click()
    page.select_option("[name=province]", "53")
    page.fill("[name=authority]", "Kepala sekolah menurut surat 3 Maret.")
    follow(page.locator("main form button[type=submit]"))


def approve(browser, site, name):
    """An administrator reads the request and approves it."""
    state = site.states["administrator"]
    context = browser.new_context(locale="id-ID", base_url=site.origin, storage_state=state)
    page = context.new_page()
    page.goto("/organisations/requests")
    page.locator("li.card", has_text=name).locator("button[value=approved]").click()
    expect(page.locator("li.card", has_text=name)).to_have_count(0)
    context.close()


def open_class(page, school):
    page.goto(f"{school}/classes/new")
    page.fill("[name=name]", "Kelas Guru")
    page.locator("main form:has([name=name]) button[type=submit]").click()
    expect(page).to_have_url(re.compile("/organisations/classes/"))


@pytest.mark.parametrize("made", [by_libreoffice, by_xlsxwriter])
def test_coordinator_gets_from_the_sign_up_to_a_printed_sheet(
    newcomer, browser, site, tmp_path, made
):
    name = f"SDN Bukit {secrets.token_hex(3)}"
    sign_up(newcomer)
    enter_school(newcomer, name)
    approve(browser, site, name)
    newcomer.goto("/organisations")
    follow(newcomer.get_by_role("link", name=name).first)
    school = newcomer.url
    open_class(newcomer, school)
    bring(newcomer, school, made(tmp_path))
    put_right(newcomer)
    take_in(newcomer, site)
    newcomer.goto(f"{school}/codes")
    follow(newcomer.locator("main form:has([name=max_uses]) button[type=submit]"))
    expect(newcomer).to_have_url(re.compile("/codes/[0-9a-f-]+$"))
    (code,) = read_qr_codes(newcomer.pdf())
    newcomer.goto(code)
    expect(newcomer.locator("main")).to_contain_text(name)
