"""Telephone numbers, ranges and words with a hyphen that stay in one line."""

import re

import pytest

from courses.block_toolkit.formulas import show_formulas
from courses.block_toolkit.markup import keep_whole, link_citations, whole_words
from courses.block_toolkit.widgets import pick
from tests.bare_host import make_block, view

WHOLE = re.compile(r'<span class="whole">(.*?)</span>')


@pytest.mark.parametrize(
    "number",
    ["08111-129-129", "021-129", "119 ext. 8", "2025-2029", "13\u201317", "10.00-12.30"],
)
def test_a_number_is_one_piece_and_its_characters_stay(number):
    html = keep_whole(f"<p>Telepon {number}.</p>")
    assert WHOLE.findall(html) == [f"{number}."]
    assert re.sub("<[^>]*>", "", html) == f"Telepon {number}."


def test_signs_beside_a_number_stay_with_it():
    html = keep_whole("WhatsApp 08111-129-129; Healing119.id (119 ext. 8), malam")
    assert WHOLE.findall(html) == ["08111-129-129;", "(119 ext. 8),"]


@pytest.mark.parametrize("text", ["129", "3.5", "nomor 4 - 5", "Perpres 12 tahun 2025"])
def test_other_numbers_are_left_alone(text):
    assert keep_whole(text) == text


def test_attributes_are_left_alone():
    html = '<a href="https://wa.me/08111-129-129">tanya</a>'
    assert keep_whole(html) == html


@pytest.mark.parametrize("html", ["<code>10-2</code>", "<pre>a\n10-2</pre>", r"<i>\(10-2\)</i>"])
def test_formulas_and_code_are_left_alone(html):
    assert WHOLE.findall(keep_whole(show_formulas(html))) == []


def test_a_formula_with_a_difference_is_shown_as_one():
    block = make_block("payung_text", {})
    assert block.cite(r"\(10-2\) [F40]").startswith("<math")
    assert block.cite(r"\(10-2\)").startswith("<math")


def test_citations_keep_their_links():
    html = keep_whole(link_citations("SAPA 08111-129-129 [F40].", "Source"))
    assert WHOLE.findall(html) == ["08111-129-129"]
    assert 'href="#f40"' in html


def test_words_of_a_heading_do_not_break_at_their_hyphen():
    html = whole_words("Kalimat <itu> sampai-sampai")
    assert html == 'Kalimat &lt;itu&gt; <span class="whole">sampai-sampai</span>'
    assert whole_words("Jawab Kak Ana?") == 'Jawab <span class="whole">Kak Ana</span>?'
    long = "pertanggung-jawaban-bersama"
    assert whole_words(long) == long


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Bicara sama-sama, lalu pulang.", ["sama-sama,"]),
        ("<p>(Anak-anak) pelan-pelan.</p>", ["(Anak-anak)", "pelan-pelan."]),
        ("\u201cAnak-anak\u201d", ["\u201cAnak-anak\u201d"]),
        ("pertanggung-jawaban-bersama", []),
        ('<a href="/anak-anak">anak</a> - <code>a-b</code>', []),
    ],
)
def test_words_of_a_text_do_not_break_at_their_hyphen(text, pieces):
    html = keep_whole(text)
    assert WHOLE.findall(html) == pieces
    assert re.sub("</?span[^>]*>", "", html) == text


def test_answers_keep_words_whole():
    assert 'Duduk <span class="whole">sama-sama.</span>' in pick("choice", "a", "Duduk sama-sama.")


def test_titles_of_activities_keep_words_whole():
    block = make_block("payung_poll", {"title_en": "Answers of sama-sama"})
    assert WHOLE.findall(view(block)) == ["sama-sama"]


def test_texts_of_blocks_keep_numbers_whole():
    block = make_block("payung_text", {"markdown_en": "WhatsApp 08111-129-129"})
    assert WHOLE.findall(view(block)) == ["08111-129-129"]
