"""Which names are drawn, and that a drawing holds all of the name and nothing else."""

import re

import pytest
from lxml import etree

from certificates.pdf.name_image import name_svg, needs_image
from certificates.pdf.rendering import NameNotPrintable

JAVANESE = "ꦫꦠꦤ ꦢꦺꦮꦶ"
SVG = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "g", "use", "defs", "symbol", "path", "clipPath", "rect"}


@pytest.mark.parametrize(
    "name", ["Ratna Dewi", "Ma\u2019ruf \u02bcAli", "Désirée Nur-Aini d'Ö", "Wiras\u0323atya", "A."]
)
def test_latin_letters_stay_text(name):
    assert not needs_image(name)


@pytest.mark.parametrize("name", [JAVANESE, "ᬭᬢ᭄ᬦ", "ᮛᮒ᮪ᮔ", "ᨑᨈᨊ", "ᯒᯖᯉ", "ꤽꤳꤵ", "رتنا", "Ratna ꦢꦺꦮꦶ"])
def test_letters_of_other_scripts_are_drawn(name):
    assert needs_image(name)
    drawn = etree.fromstring(name_svg(name))
    assert {element.tag.removeprefix(SVG) for element in drawn.iter()} <= HARMLESS
    assert "".join(drawn.itertext()).strip() == ""
    assert len(list(drawn.iter(f"{SVG}use"))) >= 3
    assert b'href="http' not in name_svg(name)


def test_the_same_name_gives_the_same_bytes_and_another_name_others():
    assert name_svg(JAVANESE) == name_svg(JAVANESE) == name_svg(f"  {JAVANESE}\u200b ")
    assert name_svg(JAVANESE) != name_svg(JAVANESE[:-1])


def width_of(name):
    return float(re.search(rb'width="([\d.]+)pt"', name_svg(name))[1])


def test_a_long_name_takes_lines_and_a_word_without_a_break_its_room():
    word = "ᨑᨈᨊ"
    assert width_of(word) < width_of(" ".join([word] * 12)) < 210
    assert width_of(word * 12) > 11 * (width_of(word) - 13)


def test_markup_in_a_name_is_drawn_as_it_is():
    plain, marked = (name_svg(f"{start}{JAVANESE}") for start in ("", "#[*<b>"))
    assert marked.count(b"<use") == plain.count(b"<use") + 6


def test_a_name_that_no_font_can_draw_is_refused():
    with pytest.raises(NameNotPrintable) as refused:
        name_svg("Li 李")
    assert refused.value.characters == "李"
