"""The answer to a number on paper: one sheet, what counts on it, and nothing to press."""

from io import BytesIO

import pypdfium2
import pytest

from tests.browser.organisations import LONG_NAME


@pytest.fixture
def printed(page, site):
    """Text of each sheet, as a browser prints on A4."""
    page.goto(site.origin + site.paths["verdict"])
    with pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4"))) as document:
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def test_it_takes_one_sheet_with_name_number_and_host(printed, site):
    (sheet,) = printed
    number = site.paths["verdict"].rpartition("/")[2]
    for words in (LONG_NAME, number, "Diperiksa", "127.0.0.1"):
        assert words in sheet, words


def test_what_can_only_be_pressed_is_left_out(printed):
    for words in ("Suspect a forgery", "Check another number", "Keluar cepat"):
        assert words not in printed[0], words
