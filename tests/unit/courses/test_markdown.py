"""Markdown of lessons: safe, and with the parts of the design."""

import pytest

from courses.block_toolkit.markdown import render_markdown
from courses.block_toolkit.markup import cited, link_citations


def test_title_is_left_to_the_page():
    assert render_markdown("# Judul\n\n## Bagian") == "<h2>Bagian</h2>\n"


def test_quoted_emphasis_is_a_sentence_to_say():
    assert '<q class="say">Aku percaya kamu.</q>' in render_markdown(
        'Katakan: *"Aku percaya kamu."*'
    )
    assert '<q class="say">Aku ada.</q>' in render_markdown("*“Aku ada.”*")


def test_quoted_part_of_a_sentence_stays_in_its_line():
    assert "berkata <q>ini bukan salahmu</q>, ia" in render_markdown(
        'Kita berkata *"ini bukan salahmu"*, ia'
    )


def test_other_emphasis_is_bold():
    assert "<b>Guru:</b> tenang" in render_markdown("*Guru:* tenang")


def test_cells_carry_the_name_of_their_column():
    html = render_markdown("| C | Arti |\n| - | - |\n| Contact | Orang lain |")
    assert '<td data-l="Arti">Orang lain</td>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "![x](data:text/html;base64,AAAA)",
        '<a href="https://x" onclick="y">z</a>',
        "<svg onload=alert(1)>",
    ],
)
def test_markup_of_the_text_is_not_markup_of_the_page(text):
    html = render_markdown(text)
    assert not any(part in html for part in ("<script", "<img", "<svg", 'href="javascript'))


def test_citations_become_links_without_a_space_around_them():
    html = cited("Tenang [F76, F83].", source_word="S")
    links = [f'<sup><a href="#f{n}" aria-label="S F{n}">F{n}</a></sup>' for n in (76, 83)]
    assert html == f"Tenang{''.join(links)}."
    assert link_citations("Tenang [F76].", "S") == f"Tenang{links[0]}."


def test_cited_text_is_escaped():
    assert cited("<b>", source_word="S") == "&lt;b&gt;"
