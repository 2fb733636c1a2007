"""Which characters the shipped fonts can print."""

import pytest

from certificates.pdf.glyph_coverage import unprintable_characters


@pytest.mark.parametrize(
    "name",
    [
        "Ratna Dewi Kusumaningtyas",
        "Ni Luh Ayu O'Brien-Šimić, S.Pd.",
        "Nguyễn Thị Ánh",
        "Ольга",
        "راتنا ديوي",
        "ꦫꦠꦤ",
        "ᬭᬢ᭄ᬦ",
        "ᮛᮒ᮪ᮔ",
    ],
)
def test_names_in_the_scripts_of_indonesia_can_be_printed(name):
    assert unprintable_characters(name) == ""


def test_characters_that_no_font_has_are_named_once_in_their_order():
    assert unprintable_characters("Li 李 明 李") == "李明"
