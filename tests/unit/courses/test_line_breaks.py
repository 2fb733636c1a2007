"""Telephone numbers, ranges and words with a hyphen that stay in one line."""

import re

import pytest

from courses.block_toolkit.formulas import show_formulas
from courses.block_toolkit.markup import link_citations, whole_numbers, whole_words
from tests.bare_host import make_block, view

WHOLE = re.compile(r'<span class="whole">(.*?)</span>')


@pytest.mark.parametrize(
    "number",
    ["08111-129-129", "021-129", "119 ext. 8", "2025-2029", "13\u201317", "10.00-12.30"],
)
def test_a_number_is_one_piece_and_its_characters_stay(number):
    html = whole_numbers(f"<p>Telepon {number}.</p>")
    assert WHOLE.findall(html) == [f"{number}."]
    assert re.sub("<[^>]*>", "", html) == f"Telepon {number}."


def test_signs_beside_a_number_stay_with_it():
    html = whole_numbers("WhatsApp 08111-129-129; Healing119.id (119 ext. 8), malam")
    assert WHOLE.findall(html) == ["08111-129-129;", "(119 ext. 8),"]


@pytest.mark.parametrize("text", ["129", "3.5", "nomor 4 - 5", "Perpres 12 tahun 2025"])
def test_other_numbers_are_left_alone(text):
    assert whole_numbers(text) == text


def test_attributes_are_left_alone():
    html = '<a href="https://wa.me/08111-129-129">tanya</a>'
    assert whole_numbers(html) == html


@pytest.mark.parametrize("html", ["<code>10-2</code>", "<pre>a\n10-2</pre>", r"<i>\(10-2\)</i>"])
def test_formulas_and_code_are_left_alone(html):
    assert WHOLE.findall(whole_numbers(show_formulas(html))) == []


def test_a_formula_with_a_difference_is_shown_as_one():
    block = make_block("payung_text", {})
    assert block.cite(r"\(10-2\) [F40]").startswith("<math")
    assert block.cite(r"\(10-2\)").startswith("<math")


def test_citations_keep_their_links():
    html = whole_numbers(link_citations("SAPA 08111-129-129 [F40].", "Source"))
    assert WHOLE.findall(html) == ["08111-129-129"]
    assert 'href="#f40"' in html


def test_words_of_a_heading_do_not_break_at_their_hyphen():
    html = whole_words("Kalimat <itu> sampai-sampai")
    assert html == 'Kalimat &lt;itu&gt; <span class="whole">sampai-sampai</span>'
    assert whole_words("Jawab Kak Ana?") == 'Jawab <span class="whole">Kak Ana</span>?'
    long = "pertanggung-jawaban-bersama"
    assert whole_words(long) == long


def test_texts_of_blocks_keep_numbers_whole():
    block = make_block("payung_text", {"markdown_en": "WhatsApp 08111-129-129"})
    assert WHOLE.findall(view(block)) == ["08111-129-129"]
