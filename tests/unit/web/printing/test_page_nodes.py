"""HTML of blocks as parts of a printed text."""

import pytest

from lms.web.printing.page_nodes import nodes_of_html

SVG = '<svg viewBox="0 0 4 4" role="img" aria-label="Bangku &amp; pohon"><path d="M0 0h4"/></svg>'


def words(part):
    return "".join(text for text, _style in part["runs"])


def test_paragraphs_lists_and_quotations_keep_their_order_and_style():
    html = "<p>Satu <b>dua</b>.</p><ol start='3'><li>a</li><li><p>b</p></li></ol><q>Halo</q>"
    first, listed, said = nodes_of_html(html)
    assert first["runs"] == [["Satu ", ""], ["dua", "bold"], [".", ""]]
    assert (listed["kind"], listed["start"]) == ("list", 3)
    assert [words(item[0]) for item in listed["items"]] == ["a", "b"]
    assert said["runs"] == [["Halo", "said"]]


def test_speech_with_a_word_that_stays_whole_is_quoted_once():
    html = '<p><q>Ada <span class="whole">apa-apa</span>, Bu?</q> Ia diam. <q>Ya.</q></p>'
    [paragraph] = nodes_of_html(html)
    assert paragraph["runs"] == [["Ada apa-apa, Bu?", "said"], [" Ia diam. ", ""], ["Ya.", "said"]]


def test_controls_icons_and_hidden_parts_are_left_out():
    html = (
        '<form><input type="hidden" name="a" value="rahasia"><button>Kirim</button>'
        '<p hidden>tersembunyi</p><p><svg class="icon" aria-hidden="true"><path d="M0"/></svg>'
        "Tampak</p><script>x()</script><select><option>pilihan</option></select></form>"
    )
    (part,) = nodes_of_html(html)
    assert words(part) == "Tampak"


def test_closed_parts_are_printed_open():
    title, text = nodes_of_html("<details><summary>Judul</summary><div>Isi</div></details>")
    assert title["runs"] == [["Judul", "bold"]]
    assert words(text) == "Isi"


def test_choices_become_boxes_and_text_fields_room_to_write():
    html = (
        '<label><input type="radio" name="a">Ya</label>'
        '<label><input type="radio" name="a">Tidak</label><textarea>lama</textarea>'
    )
    boxes, room = nodes_of_html(html)
    assert boxes["kind"] == "boxes"
    assert [words(item[0]) for item in boxes["items"]] == ["Ya", "Tidak"]
    assert room["kind"] == "lines"


def test_a_drawing_keeps_its_capitals_and_its_description():
    (part,) = nodes_of_html(f'<figure class="picture">{SVG}</figure>')
    assert part["kind"] == "drawing"
    assert "viewBox" in part["svg"]
    assert 'xmlns="http://www.w3.org/2000/svg"' in part["svg"]
    assert part["alt"] == "Bangku & pohon"


def test_a_drawing_that_cannot_be_read_is_only_described():
    (part,) = nodes_of_html(f"<figure>{SVG.replace('</svg>', '<g></svg>')}</figure>")
    assert part["kind"] == "framed"
    assert words(part["parts"][0]) == "Bangku & pohon"


def test_an_empty_description_is_empty():
    (part,) = nodes_of_html('<p><svg aria-label=""><path d="M0"/></svg></p>')
    assert words(part["parts"][0]) == ""


@pytest.mark.parametrize("box", ["0 0 0 4", "0 0 4 -1", "0 0 4", "", "x y z w"])
def test_a_drawing_without_a_size_is_only_described(box):
    (part,) = nodes_of_html(f"<p>{SVG.replace('0 0 4 4', box)}</p>")
    assert part["kind"] == "framed"


def test_a_drawing_follows_the_text_before_it():
    first, second, third = nodes_of_html(f"<p>Sebelum <b>ini {SVG}</b> sesudah</p>")
    assert (words(first), second["kind"], words(third)) == ("Sebelum ini ", "drawing", " sesudah")


def test_a_picture_file_is_described():
    (part,) = nodes_of_html('<p><img src="/static/foto.png" alt="Sebuah peta"></p>')
    assert words(part["parts"][0]) == "Sebuah peta"


def test_citations_and_formulas_are_text():
    html = (
        '<p>Benar<sup><a href="#f40">40</a></sup> <math><mi>x</mi><mo>=</mo><mn>2</mn></math></p>'
    )
    (part,) = nodes_of_html(html)
    assert words(part) == "Benar[F40] x=2"


def test_a_table_has_its_head_and_full_rows():
    html = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td></tr></table>"
    (part,) = nodes_of_html(html)
    assert (part["head"], part["rows"]) == (["A", "B"], [["1", ""]])


def test_nothing_becomes_nothing():
    assert nodes_of_html("") == []
    assert nodes_of_html("<div> <p></p> </div>") == []


def test_a_drawing_without_a_description_has_none():
    for label in ("", 'aria-label=""', "aria-label='Bangku'"):
        (part,) = nodes_of_html(f'<figure><svg viewBox="0 0 4 4" {label}><path/></svg></figure>')
        assert (part["kind"], part["alt"]) == ("drawing", "")
