"""Files to print come from the server, also on a phone that keeps the course."""

import pytest
from playwright.sync_api import expect

from lms.tasks import sweep
from tests.browser.offline_phone import BASE, LESSON, open_kept, phone_of
from tests.browser.stoppable import StoppableSite


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("stoppable"))
    yield site
    site.close()


@pytest.fixture
def phone(browser, running):
    with phone_of(browser, running, accept_downloads=True) as page:
        yield page


def test_a_phone_that_counts_the_server_as_away_still_gets_the_files(running, phone):
    running.stop()
    open_kept(phone, f"{LESSON}/steps/case")
    running.start()
    phone.goto(f"{BASE}/print")
    expect(phone.locator("h1")).to_have_text("Kursus versi cetak")
    expect(phone.locator("#making")).to_be_visible()
    sweep(running.app)
    phone.get_by_role("link", name="Lihat lagi").click()
    with phone.expect_download() as download:
        phone.locator("a[href$='/print/M01.pdf']").click()
    assert download.value.suggested_filename == "poesa-el-m01-id.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_without_a_network_the_phone_says_that_the_page_is_not_kept(running, phone):
    running.stop()
    phone.goto(f"{BASE}/print")
    expect(phone.locator("h1")).to_have_text("Sekarang tidak ada sinyal")
    running.start()
